#!/usr/bin/env python3
"""The command line of the product. `demo` starts before Django is set up: that saves two Django start-ups."""

import os
import sys


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weconomics.settings.base")
    if arguments[1:2] == ["demo"]:
        from weconomics.demo_run import main as run_demo

        return run_demo(arguments[2:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
