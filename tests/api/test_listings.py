"""Offers and requests through the API: the verbs do the work, the answers say what happened."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.models import (
    AvailabilityException,
    AvailabilityRule,
    Listing,
    ListingPhoto,
    ListingTranslation,
)
from tests.api.programs import is_problem, make_program
from tests.api.rows import make_deal, make_listing, make_match
from tests.factories import make_category, make_local_group, make_member, make_partner
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden(community):
    return make_category(community, "Tuin", slug="tuin")


@pytest.fixture
def neighbour_next_door(community):
    return make_member(community, name="Bo Buur")


@pytest.fixture
def offer(community, admin, organisation, garden):
    return make_listing(community, admin, organisation=organisation, category=garden, title="Grasmaaien")


def titles(answer) -> list[str]:
    return [row["title"] for row in answer.json()["results"]]


def rows(community) -> list[Listing]:
    with scope(community):
        return list(Listing.objects.order_by("pk"))


MOWING = {
    "title": "Grasmaaien",
    "text": "Met een accumaaier.",
    "kind": "service",
    "category": "tuin",
    "unit": "hour",
    "price_type": "per_unit",
    "price_minor": 2500,
    "vat_category": "standard",
    "audience": "public",
}
AS_IT_BEGINS = {
    "quantity_per": "total",
    "least_quantity": None,
    "most_providers": None,
    "all_or_nothing": False,
    "closes_when_met": True,
    "price_until_minor": None,
    "vat_bp": 2100,
    "cancellation": "",
    "repeat_every": None,
    "repeat_unit": "",
    "language": "nl",
    "photos": [],
    "translations": [],
    "hours": {"time_zone": "Europe/Amsterdam", "week": [], "exceptions": []},
}


def test_places_an_offer_for_the_partner_as_a_draft(program, community, organisation, garden, group):
    here = {"local_group": str(group.public_id)}
    answer = program.post("offers/", {**MOWING, **here, "quantity": "4.5"})
    assert answer.status_code == 201, answer.content
    [made] = rows(community)
    assert answer.headers["Location"] == f"/api/v1/communities/zonnekring/offers/{made.public_id}/"
    assert answer.json() == {
        **MOWING,
        **AS_IT_BEGINS,
        **here,
        "id": str(made.public_id),
        "side": "offer",
        "state": "draft",
        "owner": {"kind": "organisation", "id": str(organisation.public_id), "name": "Stichting Zonnedak"},
        "quantity": "4.500",
        "left": "4.500",
        "place": "Oost",
        "lat": 52.146,
        "lon": 6.208,
        "radius_km": 5,
        "available_from": None,
        "available_until": None,
        "currency": "EUR",
        "values": {},
        "values_version": None,
        "sent_back_because": "",
        "published_at": None,
        "expires_on": None,
    }


def test_takes_all_terms_of_a_request_and_gives_them_back(program, community, garden):
    terms = {
        "quantity": "12.000", "least_quantity": "2.000", "most_providers": 3, "all_or_nothing": True,
        "closes_when_met": False, "price_type": "from_to", "price_minor": 1000, "price_until_minor": 2500,
        "repeat_every": 2, "repeat_unit": "week", "language": "en",
    }  # fmt: skip
    answer = program.post("requests/", {"title": "Helpers", "category": "tuin", **terms})
    assert answer.status_code == 201, answer.content
    assert {name: answer.json()[name] for name in terms} == terms
    address = f"requests/{answer.json()['id']}/"
    changed = program.patch(address, {"price_type": "free", "quantity": None, "all_or_nothing": False}).json()
    assert (changed["price_minor"], changed["price_until_minor"], changed["left"]) == (None, None, None)


def test_what_is_new_each_day_has_no_rest_in_total(program, community, garden):
    body = program.post("offers/", {**MOWING, "quantity": "3", "quantity_per": "day"}).json()
    assert (body["quantity_per"], body["left"]) == ("day", None)


def test_pictures_translations_and_hours_are_read_along(program, community, offer):
    with scope(community):
        Listing.objects.update(photo="communities/1/listings/een.webp", photo_alt="Een tuin")
        about = {"listing": offer, "photo": "communities/1/listings/twee.webp"}
        ListingPhoto.objects.create(**about, alt="Een heg")
        ListingPhoto.objects.create(**about, hidden_at=datetime.now(UTC))
        ListingTranslation.objects.create(
            listing=offer, language="en", title="Mowing", made_at=datetime.now(UTC), is_machine_draft=True
        )
        AvailabilityRule.objects.create(listing=offer, weekday=4, from_time=time(19), until_time=time.max)
        AvailabilityException.objects.create(listing=offer, on=date(2026, 12, 25), note="Kerst")
    body = program.get(f"offers/{offer.public_id}/").json()
    assert body["photos"] == [
        {"url": "/c/zonnekring/pictures/listings/een.webp", "alt": "Een tuin"},
        {"url": "/c/zonnekring/pictures/listings/twee.webp", "alt": "Een heg"},
    ]
    assert body["translations"] == [
        {"language": "en", "title": "Mowing", "text": "", "is_machine_draft": True, "is_old": True}
    ]
    assert body["hours"] == {
        "time_zone": "Europe/Amsterdam",
        "week": [{"weekday": 4, "from_time": "19:00", "until_time": "24:00"}],
        "exceptions": [{"on": "2026-12-25", "from_time": None, "until_time": None, "note": "Kerst"}],
    }


def test_publishes_changes_and_closes_its_own(program, community, garden, open_gates):
    made = program.post("requests/", {"title": "Hulp", "category": "tuin"}).json()
    address = f"requests/{made['id']}/"
    assert program.post(f"{address}publish/").json()["state"] == "published"
    assert program.patch(address, {"title": "Hulp gezocht"}).json()["title"] == "Hulp gezocht"
    assert program.post(f"{address}close/").json()["state"] == "closed"
    is_problem(program.patch(address, {"title": "Te laat"}), 409, "wrong_listing_state")
    assert [(row.title, row.state, row.side) for row in rows(community)] == [
        ("Hulp gezocht", "closed", "request")
    ]


def test_a_gate_that_is_closed_says_what_is_missing(program, garden):
    made = program.post("offers/", {"title": "Grasmaaien", "category": "tuin"}).json()
    body = is_problem(program.post(f"offers/{made['id']}/publish/"), 409, "gate_closed")
    assert body["detail"]
    assert body["url"].startswith("/c/zonnekring/")


def test_a_request_is_no_offer(program, community, admin, organisation):
    request = make_listing(community, admin, organisation=organisation, side="request")
    assert program.get(f"requests/{request.public_id}/").status_code == 200
    is_problem(program.get(f"offers/{request.public_id}/"), 404, "not_found")


def test_shows_what_is_left(program, community, offer, neighbour_next_door):
    make_deal(offer, neighbour_next_door, quantity=2, state="agreed")
    make_deal(offer, neighbour_next_door, quantity=1, state="proposed")
    make_deal(offer, neighbour_next_door, quantity=1, state="cancelled")
    body = program.get(f"offers/{offer.public_id}/").json()
    assert (body["quantity"], body["left"]) == ("4.000", "1.000")


def test_lists_what_is_published_for_members(program, community, offer, neighbour_next_door, garden):
    make_listing(community, neighbour_next_door, title="Van de buur")
    make_listing(
        community, neighbour_next_door, title="Concept van de buur", state="draft", published_at=None
    )
    other_group = make_local_group(community)
    make_listing(
        community, neighbour_next_door, title="Voor die groep", audience="group", local_group=other_group
    )
    draft = make_listing(
        community, offer.owner_membership, organisation=offer.owner_organisation, state="draft"
    )
    assert set(titles(program.get("offers/"))) == {"Grasmaaien", "Van de buur"}
    assert set(titles(program.get("offers/?mine=true"))) == {"Grasmaaien", draft.title}


def test_a_partners_program_sees_nothing_of_the_person_behind_it(program, community, admin):
    private = make_listing(community, admin, title="Van Ada zelf", state="draft", published_at=None)
    assert titles(program.get("offers/?mine=true")) == []
    is_problem(program.get(f"offers/{private.public_id}/"), 404)
    published = make_listing(community, admin, title="Van Ada, voor iedereen")
    is_problem(program.patch(f"offers/{published.public_id}/", {"title": "Gekaapt"}), 403, "not_allowed")
    assert [row.title for row in rows(community)] == ["Van Ada zelf", "Van Ada, voor iedereen"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=grasmaaien", {"Grasmaaien"}),
        ("q=gras", {"Grasmaaien"}),
        ("category=tuin", {"Grasmaaien"}),
        ("kind=loan", {"Boormachine"}),
        ("most_minor=1000", {"Boormachine"}),
        ("least_minor=1000", {"Grasmaaien"}),
        ("without_money=true", {"Boormachine"}),
        ("lat=52.146&lon=6.208&km=2", {"Boormachine"}),
        ("q=nergens", set()),
        ("q=%27%26%7C%21%3A%2A", {"Grasmaaien", "Boormachine"}),
    ],
)
def test_filters_as_the_page_does(program, community, offer, neighbour_next_door, query, found):
    free = {"price_type": "free", "price_minor": None, "lat": 52.15, "lon": 6.21}
    make_listing(community, neighbour_next_door, title="Boormachine", kind="loan", **free)
    assert set(titles(program.get(f"offers/?{query}"))) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=x", "kind"),
        ("lat=52", "lon"),
        ("lat=x&lon=6", "lat"),
        ("lat=nan&lon=6", "lat"),
        ("km=-1", "km"),
        ("category=geen", "category"),
        ("category=%00", "category"),
        ("q=%00", "q"),
        ("mine=misschien", "mine"),
        ("least_minor=1e9", "least_minor"),
    ],
)
def test_a_filter_that_is_none_is_said(program, offer, query, field):
    body = is_problem(program.get(f"offers/?{query}"), 400, "invalid")
    assert [error["field"] for error in body["errors"]] == [field]


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"title": None}, 400, "title"),
        ({"title": "x" * 121}, 400, "title"),
        ({"title": "a\x00b"}, 400, "title"),
        ({"category": "geen"}, 400, "category"),
        ({"category": {"a": 1}}, 400, "category"),
        ({"quantity": "0"}, 400, "quantity"),
        ({"quantity": "-1"}, 400, "quantity"),
        ({"quantity": "1e99"}, 400, "quantity"),
        ({"quantity": "NaN"}, 400, "quantity"),
        ({"unit": "ell"}, 400, "unit"),
        ({"price_type": "fixed"}, 422, "price_minor"),
        ({"price_type": "fixed", "price_minor": 0}, 422, "price_minor"),
        ({"price_type": "from_to", "price_minor": 500}, 422, "price_until_minor"),
        ({"price_type": "from_to", "price_minor": 500, "price_until_minor": 500}, 422, "price_until_minor"),
        ({"price_type": "fixed", "price_minor": 10**30}, 400, "price_minor"),
        ({"price_type": "fixed", "price_minor": 12.5}, 400, "price_minor"),
        ({"vat_category": "half"}, 400, "vat_category"),
        ({"quantity_per": "day"}, 422, "quantity"),
        ({"quantity": "2", "least_quantity": "3"}, 422, "least_quantity"),
        ({"least_quantity": "0"}, 400, "least_quantity"),
        ({"most_providers": 2}, 422, "most_providers"),
        ({"all_or_nothing": True, "quantity": "2"}, 422, "all_or_nothing"),
        ({"repeat_every": 2}, 422, "repeat_every"),
        ({"repeat_every": 53, "repeat_unit": "week"}, 400, "repeat_every"),
        ({"cancellation": "never"}, 400, "cancellation"),
        ({"audience": "group"}, 422, "local_group_id"),
        ({"lat": 52.1}, 400, "lon"),
        ({"lat": 152.1, "lon": 6.2}, 400, "lat"),
        ({"radius_km": 0}, 400, "radius_km"),
        ({"available_from": "2026-12-02", "available_until": "2026-12-01"}, 400, "available_until"),
        ({"available_from": "morgen"}, 400, "available_from"),
        ({"audience": "world"}, 400, "audience"),
        ({"local_group": "nope"}, 400, "local_group"),
        ({"owner": "00000000-0000-7000-8000-000000000000"}, 400, "owner"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field(program, community, garden, wrong, status, field):
    answer = program.post("offers/", {"title": "Grasmaaien", "category": "tuin", **wrong})
    body = is_problem(answer, status)
    assert [error["field"] for error in body["errors"]] == [field], body
    assert rows(community) == []


def test_what_only_the_product_writes_is_not_taken(program, community, offer, neighbour):
    sent = {
        "state": "closed",
        "side": "request",
        "community": neighbour.pk,
        "community_id": neighbour.pk,
        "owner": "x",
    }
    assert program.patch(f"offers/{offer.public_id}/", sent).status_code == 200
    [row] = rows(community)
    assert (row.state, row.side, row.community_id) == ("published", "offer", community.pk)


def test_a_change_says_which_version_it_is_meant_for(program, offer):
    address = f"offers/{offer.public_id}/"
    tag = program.get(address).headers["ETag"]
    assert program.patch(address, {"title": "Eerste"}, If_Match=tag).status_code == 200
    is_problem(program.patch(address, {"title": "Tweede"}, If_Match=tag), 412, "has_changed")
    assert program.get(address).json()["title"] == "Eerste"


def test_a_suspended_partner_places_nothing_new(program, community, garden):
    from communities.models import Partnership

    with scope(community):
        Partnership.objects.update(state="suspended")
    is_problem(program.post("offers/", {"title": "Grasmaaien", "category": "tuin"}), 403, "not_allowed")
    assert program.get("offers/?mine=true").status_code == 200


def test_shows_what_fits_best_first(program, community, offer, neighbour_next_door):
    less = make_match(
        offer, make_listing(community, neighbour_next_door, side="request", title="B"), score=50
    )
    best = make_match(
        offer, make_listing(community, neighbour_next_door, side="request", title="A"), score=90
    )
    found = program.get(f"offers/{offer.public_id}/matches/").json()["results"]
    assert [one["id"] for one in found] == [str(best.public_id), str(less.public_id)]
    assert (found[0]["score"], found[0]["request"]["title"]) == (90, "A")
    assert found[0]["reasons"] == [{"code": "category", "points": 35}]
    assert found[0]["offer"]["owner"]["name"] == "Stichting Zonnedak"
    second = program.get(f"offers/{offer.public_id}/matches/?limit=1").json()["next"]
    assert "cursor=" in second
    rest = program.get(second.split("/zonnekring/")[1]).json()["results"]
    assert [one["id"] for one in rest] == [str(less.public_id)]


def test_the_matches_of_others_are_not_shown(program, community, neighbour_next_door, offer):
    theirs = make_listing(community, neighbour_next_door, side="request")
    make_match(offer, theirs)
    assert program.get(f"requests/{theirs.public_id}/").status_code == 200
    is_problem(program.get(f"requests/{theirs.public_id}/matches/"), 404)


def test_one_program_of_two_partners_of_a_person_does_not_write_for_the_other(
    program, community, admin, offer
):
    second = make_program(admin, make_partner(community, admin=admin))
    is_problem(second.patch(f"offers/{offer.public_id}/", {"title": "Gekaapt"}), 403, "not_allowed")
    owner = str(program.client.organisation.public_id)
    is_problem(second.post("offers/", {"title": "x", "category": "tuin", "owner": owner}), 400, "invalid")


@pytest.mark.parametrize("path", ["offers/", "offers/?mine=true", "offers/{id}/matches/"])
def test_asks_as_many_queries_for_one_as_for_three(program, community, admin, organisation, offer, path):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            owner = make_member(community)
            make_match(offer, make_listing(community, owner, side="request"))
            make_listing(community, admin, organisation=organisation)
        with CaptureQueriesContext(connection) as asked:
            assert program.get(path.format(id=offer.public_id)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
