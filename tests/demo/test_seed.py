"""The demo communities stand as they are told, made by the same verbs as people use."""

import json
from collections import Counter

import pytest
from django.conf import settings

from billing.models import BillingPeriod, Invoice, RevenueModel
from communities.models import Community, Membership, Notification, Partnership
from governance.models import ContextItem, Decision, FactorVersion, Objection, Proposal
from marketplace.models import Category, Deal, Listing, Message
from marketplace.queries import matches_of
from weconomics.demo import personas, seeding
from weconomics.jobs.models import Job
from weconomics.registry import gates
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
SLUGS = ["ijsselburen", "oogstkring", "zonnekring"]


@pytest.fixture(params=SLUGS)
def community(request: pytest.FixtureRequest) -> Community:
    return Community.objects.get(slug=request.param)


def test_a_second_seed_changes_nothing(seeded: list[str]) -> None:
    assert seeded == ["De IJsselburen", "Oogstkring Rijk van Nijmegen", "Zonnekring Eemland"]
    assert seeding.seed_all() == []


def test_is_ready_to_trade_and_in_the_directory(community: Community) -> None:
    with scope(community):
        assert [state.reached for state in gates.status(community)] == [True] * 4
    assert community.is_connected


def test_has_adopted_all_seven_factors_by_decision(community: Community) -> None:
    with scope(community):
        adopted = FactorVersion.objects.filter(state="adopted", decision__isnull=False)
        assert adopted.count() == 7
        kinds = Counter(ContextItem.objects.values_list("kind", flat=True))
    assert kinds["chance"] >= 3
    assert kinds["threat"] >= 3


@pytest.mark.parametrize(
    ("slug", "number", "words"),
    [
        ("ijsselburen", "B-2026-003", "mensen met alleen AOW"),
        ("zonnekring", "B-2026-011", "Grote dakprojecten betalen zo voor de kleine"),
        ("oogstkring", "B-2026-007", "Ik verkoop alleen in juli"),
    ],
)
def test_the_fee_was_decided_after_an_objection(slug: str, number: str, words: str) -> None:
    with scope(Community.objects.get(slug=slug)):
        decision = Decision.objects.get(number=number)
        model = RevenueModel.objects.get(state="active")
        assert model.decision_number == number
        assert model.active_from == decision.decided_at
    assert words in decision.objections[0]["argument"]
    assert decision.objections[0]["resolution"]


def test_has_an_open_objection_and_a_running_round(community: Community) -> None:
    with scope(community):
        assert Objection.objects.filter(state="open").count() == 1
        assert Proposal.objects.filter(state="objections").count() == 1


def test_has_ten_offers_ten_requests_and_categories_on_the_course(community: Community) -> None:
    with scope(community):
        published = Counter(Listing.objects.filter(state="published").values_list("side", flat=True))
        lines = FactorVersion.objects.get(factor="vision", state="adopted").content["course_lines"]
        courses = set(Category.objects.values_list("course_line", flat=True))
    assert published == {"offer": 10, "request": 10}
    assert courses <= {line["title"] for line in lines}


def test_has_deals_in_every_state_and_words_between_people(community: Community) -> None:
    with scope(community):
        states = Counter(Deal.objects.values_list("state", flat=True))
        assert Message.objects.count() >= 5
    assert set(states) == {"proposed", "agreed", "delivered", "confirmed", "cancelled", "declined"}


# The offers that suit each request, both by their place in the list.
SUITS = {
    "ijsselburen": {1: [2], 2: [1], 3: [4], 4: [7], 5: [5], 6: [6], 7: [3], 8: [5, 10], 9: [10], 10: [8]},
    "zonnekring": {
        1: [8, 10],
        2: [4, 6],
        3: [2],
        4: [5, 8],
        5: [3],
        6: [7],
        7: [1],
        8: [9],
        9: [1, 10],
        10: [8],
    },
    "oogstkring": {1: [1], 2: [3], 3: [2], 4: [6], 6: [10], 7: [9], 8: [5], 9: [1], 10: [8]},
}


def test_people_find_each_other(community: Community) -> None:
    """Every pair that suits is suggested, and one that suits stands on top."""
    with scope(community):
        found = dict(enumerate(Listing.objects.filter(side="offer").order_by("pk"), start=1))
        asked = dict(enumerate(Listing.objects.filter(side="request").order_by("pk"), start=1))
        for number, numbers in SUITS[community.slug].items():
            best_first = [match.offer for match in matches_of(asked[number])]
            suits = [found[one] for one in numbers]
            assert set(suits) <= set(best_first), asked[number].title
            assert best_first[0] in suits, asked[number].title


def test_has_one_closed_month_with_invoices_paid_and_open(community: Community) -> None:
    with scope(community):
        closed = BillingPeriod.objects.get(state="closed")
        states = set(Invoice.objects.filter(period=closed).values_list("state", flat=True))
        numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert states == {"paid", "issued"}
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_worked_figures_of_the_harvest_stand_on_its_invoices() -> None:
    """domain.md §2.9: 6%, at least € 0,25 and at most € 15,00; the month amount once there was trade."""
    with scope(Community.objects.get(slug="oogstkring")):
        toon = Invoice.objects.get(party__name="Toon Hendriks")
        lines = sorted(toon.lines.values_list("amount_minor", flat=True))
    assert lines == [25, 119, 750]  # 6% of € 3,30 would be € 0,20; 6% of € 19,82; the month
    assert (toon.net_minor, toon.vat_minor, toon.gross_minor) == (894, 188, 1082)


def test_partners_are_in_and_one_waits_for_advice() -> None:
    with scope(Community.objects.get(slug="ijsselburen")):
        states = Counter(Partnership.objects.values_list("state", flat=True))
    assert states == {"active": 5, "checked": 1}


def test_the_past_sends_no_letters(community: Community) -> None:
    with scope(community):
        assert Job.objects.filter(state="queued").count() <= 3
        assert not Job.objects.filter(state__in=["running", "failed"]).exists()
        assert Notification.objects.filter(read_at=None).count() <= 3


def test_everybody_logs_in_with_the_demo_password(community: Community) -> None:
    with scope(community):
        user = Membership.objects.select_related("user").first().user  # type: ignore[union-attr]
    assert user.email.endswith(".example")
    assert user.check_password(personas.PASSWORD)


def test_writes_down_whose_place_can_be_taken() -> None:
    lines = json.loads(personas.personas_file().read_text())
    assert Counter(line["role"] for line in lines) == {
        "network_leader": 1,
        "domain_leader": 3,
        "treasurer": 3,
        "coordinator": 3,
        "member": 3,
        "partner": 3,
    }
    assert set(lines[0]) == {"name", "role", "email", "password", "community"}
    assert str(settings.BASE_DIR) not in str(personas.personas_file())
