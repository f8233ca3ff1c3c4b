"""A worker in a process of its own, to be killed: closes one month and says each step that it has behind it."""

import sys

import django


def main(community_id: int, period_id: int) -> None:
    django.setup()
    from billing.actions.closing import close_period
    from weconomics.events.tasks import sweep_events
    from weconomics.tenancy.scope import scope

    sweep_events.delay = lambda *args: None  # nobody hears of what a dying worker made but the sweeper

    def say(percent: int, text: str) -> None:
        sys.stdout.write(f"{percent} {text}\n")
        sys.stdout.flush()

    say(0, "ready")
    close_period(
        period_id=period_id,
        step=lambda: scope(community_id),
        tell=say,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
