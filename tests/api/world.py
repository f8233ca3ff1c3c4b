"""A community in which every address of the API finds something, and bodies that every operation takes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from uuid import uuid4

from django.apps import apps

from communities.models import Community
from tests.api.operations import Operation
from tests.api.programs import Program, make_program
from tests.api.rows import (
    FIRST,
    WEEK,
    make_deal,
    make_group_order,
    make_invoice,
    make_listing,
    make_match,
    make_notice,
    make_standing_deal,
)
from tests.factories import make_category, make_community, make_local_group, make_member, make_partner
from weconomics.tenancy.models import CommunityModel
from weconomics.tenancy.scope import everything

LISTING = {"title": "Grasmaaien", "category": "tuin", "price_type": "free"}


@dataclass
class World:
    """`ids` has for every noun of the API what this program may see."""

    community: Community
    program: Program
    ids: dict[str, list[str]] = field(default_factory=dict)

    def id_for(self, noun: str) -> str:
        return self.ids.get(noun, [str(uuid4())])[0]

    def ids_for(self, noun: str) -> Iterator[str]:
        """Ids that exist, and now and then one that does not."""
        return cycle([*self.ids.get(noun, []), str(uuid4())])

    def body_for(self, operation: Operation) -> Any:
        """What the operation takes; none for a reading one."""
        if operation.method == "GET":
            return None
        bodies: dict[str, Any] = {
            "POST offers/": LISTING,
            "POST requests/": LISTING,
            "PATCH offers/{public_id}/": {"title": "Anders"},
            "PATCH requests/{public_id}/": {"title": "Anders"},
            "POST deals/": {"listing": self.ids["other_offers"][0], "quantity": "1"},
        }
        bodies["POST deals/{public_id}/messages/"] = {"text": "Tot zaterdag."}
        bodies["POST deals/{public_id}/accept/"] = {"version": 1}
        bodies["POST deals/{public_id}/dispute/"] = {"reason": "other", "text": "Er is iets mis."}
        bodies["POST deals/{public_id}/withdraw/"] = {"confirm": True}
        bodies["POST notices/"] = {
            "subject_kind": "listing",
            "subject_id": self.ids["other_offers"][0],
            "rule": "law:other",
            "text": "Dit mag niet.",
            "in_good_faith": True,
        }
        bodies["POST group-orders/{public_id}/join/"] = {"wanted": "1"}
        bodies["POST standing-deals/{public_id}/skip/"] = {"on": str(FIRST + WEEK)}
        return bodies.get(str(operation), {"reason": "Het past niet meer."})

    def bodies_that_name_own_rows(self, operation: Operation, other: "World") -> list[Any]:
        """Bodies for `other`'s operation that name rows of this world."""
        listing = {**LISTING, "local_group": self.id_for("local-groups")}
        owner = {**LISTING, "owner": self.id_for("organisations")}
        proposal = {"listing": other.ids["other_offers"][0], "quantity": "1"}
        bodies: dict[str, list[Any]] = {
            "POST offers/": [listing, owner],
            "POST requests/": [listing, owner],
            "PATCH offers/{public_id}/": [{"local_group": self.id_for("local-groups")}],
            "PATCH requests/{public_id}/": [{"local_group": self.id_for("local-groups")}],
            "POST deals/": [
                {"listing": self.id_for("offers"), "quantity": "1"},
                {**proposal, "counterpart": self.id_for("requests")},
                {**proposal, "party": self.id_for("organisations")},
            ],
            "POST notices/": [
                {
                    "subject_kind": "listing",
                    "subject_id": self.id_for("offers"),
                    "rule": "law:other",
                    "text": "Dit mag niet.",
                    "in_good_faith": True,
                }
            ],
        }
        return bodies.get(str(operation), [])


def make_world(slug: str = "zonnekring") -> World:
    community = make_community(slug=slug)
    group = make_local_group(community, "Oost")
    admin, other = make_member(community, name="Ada Partner"), make_member(community, name="Bo Buur")
    organisation = make_partner(community, admin=admin, local_group=group)
    category = make_category(community, slug="tuin")
    own: dict[str, Any] = {"organisation": organisation, "category": category}
    offer = make_listing(community, admin, **own)
    request = make_listing(community, admin, side="request", **own)
    others = {
        side: make_listing(community, other, side=side, category=category) for side in ("offer", "request")
    }
    make_match(offer, others["request"])
    make_match(others["offer"], request)
    deal = make_deal(offer, other)
    order, standing = make_group_order(others["offer"]), make_standing_deal(offer, other)
    invoice = make_invoice(community, organisation=organisation)
    rows = {
        "local-groups": group,
        "offers": offer,
        "requests": request,
        "deals": deal,
        "group-orders": order,
        "standing-deals": standing,
        "invoices": invoice,
        "notices": make_notice(others["request"], admin),
        "organisations": organisation,
        "other_offers": others["offer"],
    }
    ids = {noun: [str(row.public_id)] for noun, row in rows.items()}
    return World(community, make_program(admin, organisation), ids)


def checksum() -> str:
    """Of every row of every community, but for what asking itself leaves behind."""
    digest = hashlib.sha256()
    with everything("tests compare all tables before and after"):
        for model in apps.get_models():
            if issubclass(model, CommunityModel) and not model._meta.proxy and not model._meta.abstract:
                for row in model._base_manager.order_by("pk").values_list():
                    digest.update(repr(row).encode())
    return digest.hexdigest()
