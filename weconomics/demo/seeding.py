"""Fills an empty product with the demo communities, through the same verbs as people use."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import connection
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules, import_string

from weconomics.demo.loading import Spec, load_communities, load_network
from weconomics.demo.personas import keep_personas
from weconomics.events.outbox import deliver_waiting
from weconomics.registry import demo
from weconomics.tenancy.scope import scope

logger = structlog.get_logger(__name__)

# The ground floor names apps as strings only. A community must be founded before there is a scope to seed it in.
FOUND = "communities.demo.found"
IS_FOUNDED = "communities.demo.is_founded"
FINISH = "communities.demo.come_to_rest"


def seed_all() -> list[str]:
    """Found and fill each demo community that is not there yet; returns the names of the new ones.

    A community is one transaction: it is there whole or not at all, so a second call repairs a first one that broke off.
    """
    autodiscover_modules("demo")
    network, founded = load_network(), []
    specs = load_communities(timezone.now())
    with translation.override("nl"):
        for spec in specs:
            if not _call(IS_FOUNDED)(spec):
                _seed(network, spec)
                founded.append(spec["community"]["name"])
    keep_personas(network, specs)
    return founded


def _seed(network: Spec, spec: Spec) -> None:
    community = _call(FOUND)(network, spec)
    with scope(community):
        for seed in demo.seeders():
            seed(spec)
            deliver_waiting()
        _call(FINISH)(spec)
        connection.run_on_commit = []  # every event was told and what is left to do is few: the sweeper finds it


def _call(path: str) -> Callable[..., Any]:
    return import_string(path)  # type: ignore[no-any-return]
