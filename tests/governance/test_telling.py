"""What members are told, and what the file of a person holds."""

from django.apps import apps

from communities.events import MemberJoined, MemberLeft
from communities.models import Community, Membership
from governance import interface
from governance.actions.decisions import adopt_proposal
from governance.actions.responses import respond
from governance.enums import Factor, ResponseKind
from governance.personal_data import export
from tests.factories import actor_of
from tests.governance.factories import (
    make_adopted,
    make_decision,
    make_everybody_agree,
    make_item,
    make_open_proposal,
)
from weconomics.events import publish
from weconomics.events.outbox import deliver_waiting


def _told(kind: str) -> list[int]:
    notifications = apps.get_model("communities.Notification").objects.filter(kind=kind)
    return sorted(notifications.values_list("membership_id", flat=True))


def test_everybody_is_asked_and_told_the_outcome(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    deliver_waiting()
    assert _told("proposal_opened") == [people[1].pk, people[2].pk]
    make_everybody_agree(proposal)
    adopt_proposal(proposal=proposal, by=actor_of(people[0]))
    deliver_waiting()
    assert _told("decision_taken") == [member.pk for member in people]


def test_the_proposer_hears_of_an_objection(community: Community, people: list[Membership]) -> None:
    proposal = make_open_proposal(community, people)
    respond(
        proposal=proposal,
        kind=ResponseKind.OBJECTION,
        by=actor_of(people[1]),
        text_version=1,
        argument="Nee.",
    )
    deliver_waiting()
    assert _told("objection_raised") == [people[0].pk]


def test_who_leaves_and_returns_stops_counting_and_counts_again(
    community: Community, people: list[Membership]
) -> None:
    proposal = make_open_proposal(community, people)
    counting = proposal.electors.filter(released_at=None)
    for event, count in ((MemberLeft, 2), (MemberLeft, 2), (MemberJoined, 3)):
        publish(event(membership_id=people[2].pk))
        deliver_waiting()
        assert counting.count() == count


def test_others_ask_for_decisions_and_factors(community: Community, people: list[Membership]) -> None:
    version = make_adopted(community, Factor.VISION, people)
    decision = make_decision(community, people, title="Bijdrage")
    make_open_proposal(community, people, title="Buurttafel")
    card = interface.decision(decision.number)
    assert card is not None
    assert (card.title, card.url_path) == ("Bijdrage", f"/c/{community.slug}/decisions/{decision.number}/")
    assert interface.decision("B-1999-001") is None
    assert [card.title for card in interface.open_proposals(5)] == ["Buurttafel"]
    assert interface.adopted_factor("vision") == version.content
    assert interface.adopted_factor("culture") is None
    latest = interface.latest_decision_for("governance.adopt_factor", version.pk)
    assert latest is not None
    assert latest.id == version.decision_id


def test_a_persons_file_holds_what_they_wrote(community: Community, people: list[Membership]) -> None:
    make_item(community, people[1], title="Veel tijd")
    proposal = make_open_proposal(community, people)
    respond(
        proposal=proposal,
        kind=ResponseKind.CONCERN,
        by=actor_of(people[1]),
        text_version=1,
        argument="Wie kookt?",
    )
    file = export(people[1].pk)
    assert [item["title"] for item in file["chances_and_threats"]] == ["Veel tijd"]
    assert [answer["argument"] for answer in file["answers"]] == ["Wie kookt?"]
    assert file["proposals"] == []
