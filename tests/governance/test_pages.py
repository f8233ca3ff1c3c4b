"""The doors: who comes in, what stands there, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from communities.models import Community, Membership
from governance.actions.responses import respond
from governance.enums import Factor, FactorState, ProposalState
from governance.models import (
    ContextItem,
    ContextRating,
    Decision,
    Objection,
    Proposal,
    Response,
)
from tests.factories import actor_of, make_community, make_member
from tests.governance.factories import (
    make_adopted,
    make_decision,
    make_draft_version,
    make_everybody_agree,
    make_item,
    make_open_proposal,
    make_people,
)
from weconomics.actor import Role
from weconomics.tenancy.scope import scope

Login = Callable[[Any], Client]


def _url(community: Community, name: str, *args: Any) -> str:
    return reverse(f"governance:{name}", args=[community.slug, *args])


def _everything(community: Community, people: list[Membership]) -> dict[str, str]:
    """An address of every page that is read, with something on it."""
    make_adopted(community, Factor.VISION, people)
    make_draft_version(community, Factor.AMBITION)
    make_item(community, people[0])
    proposal = make_open_proposal(community, people)
    with scope(community):
        decision = Decision.objects.get()
    return {
        "factors": _url(community, "factors"),
        "factor": _url(community, "factor", "vision"),
        "version": _url(community, "factor_version", "vision", 1),
        "draft_version": _url(community, "factor_version", "ambition", 1),
        "context": _url(community, "context"),
        "proposals": _url(community, "proposals"),
        "proposal": _url(community, "proposal", proposal.public_id),
        "decisions": _url(community, "decisions"),
        "decision": _url(community, "decision", decision.number),
        "readiness": _url(community, "readiness"),
    }


OPEN_TO_ALL = {"factors", "factor", "version", "decisions", "decision"}


def test_who_reads_which_page(here: Community, login: Login) -> None:
    people = make_people(here)
    pages = _everything(here, people)
    neighbour = make_member(make_community(), Role.DOMAIN_LEADER)
    callers = {
        "visitor": Client(),
        "neighbour": login(neighbour),
        "member": login(people[1]),
        "domain leader": login(make_member(here, Role.DOMAIN_LEADER)),
        "network leader": login(here.network_leader.staff.get().user),
    }
    answers = {
        (who, page): client.get(url).status_code
        for who, client in callers.items()
        for page, url in pages.items()
    }
    expected = {
        (who, page): 200 if page in OPEN_TO_ALL or who in ("member", "domain leader", "network leader")
        else 404 if page == "draft_version" else 302
        for who in callers for page in pages
    }  # fmt: skip
    assert answers == expected


def test_a_neighbours_rows_are_not_found(here: Community, login: Login) -> None:
    people = make_people(here)
    there = make_community()
    proposal, item = make_open_proposal(there), make_item(there)
    client = login(people[0])
    for name, row in (("proposal", proposal), ("proposal_edit", proposal), ("context_edit", item)):
        assert client.get(_url(here, name, row.public_id)).status_code == 404
    for name, row in (("proposal_open", proposal), ("proposal_conclude", proposal), ("context_rate", item)):
        assert client.post(_url(here, name, row.public_id)).status_code == 404


def test_others_views_are_hidden_until_one_gave_ones_own(here: Community, login: Login) -> None:
    item = make_item(here, title="Thuiszorg krijgt vacatures niet vol")
    member = make_member(here)
    client = login(member)
    assert item.title not in client.get(_url(here, "context")).content.decode()
    assert (
        client.post(_url(here, "context_rate", item.public_id), {"impact": 5, "likelihood": 5}).status_code
        == 404
    )
    mine = {"kind": "threat", "theme": "people", "title": "Buren kennen elkaar niet"}
    assert client.post(_url(here, "context_new"), mine).status_code == 302
    assert item.title in client.get(_url(here, "context")).content.decode()
    with scope(here):
        assert not ContextRating.objects.exists()
        assert ContextItem.objects.get(author=member).title == "Buren kennen elkaar niet"


def test_the_weighing_of_others_is_shown_after_ones_own(here: Community, login: Login) -> None:
    members = make_people(here)
    item = make_item(here, members[0])
    for member in members[1:]:
        make_item(here, member, kind="threat")
    url = _url(here, "context_rate", item.public_id)
    headers = {"HX-Request": "true"}
    first = login(members[1]).post(url, {"impact": 2, "likelihood": 4}, headers=headers)
    assert first.context["card"].impact.median == 2
    assert login(members[2]).get(_url(here, "context")).context["columns"][0][1][0].impact is None
    second = login(members[2]).post(url, {"impact": 5, "likelihood": 4}, headers=headers)
    assert (second.context["card"].impact.median, second.context["card"].impact.spread) == (3.5, 1.5)


WORDS = {
    "title": "Samen eten",
    "driver": "Mensen eten alleen.",
    "text": "Wij koken samen.",
    "days": "5",
    "effect": "",
}


def test_a_refused_proposal_keeps_what_was_typed(here: Community, login: Login) -> None:
    page = login(make_member(here)).post(_url(here, "proposal_new"), {**WORDS, "title": ""})
    assert page.status_code == 200
    assert "Wij koken samen." in page.content.decode()
    with scope(here):
        assert not Proposal.objects.exists()


def test_a_proposal_that_cannot_open_is_kept_as_a_draft(here: Community, login: Login) -> None:
    client = login(make_member(here))
    page = client.post(_url(here, "proposal_new"), {**WORDS, "open": "1"}, follow=True)
    assert page.status_code == 200
    with scope(here):
        assert Proposal.objects.get().state == ProposalState.DRAFT
    assert len(list(page.context["messages"])) == 2


def test_a_link_brings_the_change_along(here: Community, login: Login) -> None:
    version = make_draft_version(here, Factor.VISION)
    page = login(make_member(here)).get(
        f"{_url(here, 'proposal_new')}?effect=governance.adopt_factor:{version.pk}"
    )
    assert page.context["form"].initial["effect"] == f"governance.adopt_factor:{version.pk}"


def test_from_proposal_to_decision_by_the_pages(here: Community, login: Login) -> None:
    people = make_people(here)
    version = make_draft_version(here, Factor.VISION)
    proposer, doubter, other = (login(member) for member in people)
    effect = f"governance.adopt_factor:{version.pk}"
    proposer.post(_url(here, "proposal_new"), {**WORDS, "effect": effect, "open": "1"})
    with scope(here):
        proposal = Proposal.objects.get()
    answer, page = (
        _url(here, "proposal_answer", proposal.public_id),
        _url(here, "proposal", proposal.public_id),
    )

    bare = doubter.post(answer, {"kind": "objection", "argument": "", "text_version": 1})
    assert "argument" in bare.context["answer_form"].errors
    doubter.post(answer, {"kind": "objection", "argument": "Te ver weg.", "text_version": 1})
    assert "Te ver weg." in other.get(page).content.decode()

    revise = _url(here, "proposal_revise", proposal.public_id)
    with scope(here):
        objection = Objection.objects.get()
    unmet = proposer.post(revise, {"text": "Wij koken eerder."})
    assert f"resolution_{objection.pk}" in unmet.context["form"].errors
    proposer.post(revise, {"text": "Wij koken eerder.", f"resolution_{objection.pk}": "Nu dichterbij."})

    late = other.post(answer, {"kind": "no_objection", "text_version": 1})
    assert late.context["answer_form"].non_field_errors()
    assert 'name="text_version" value="2"' in late.content.decode()

    # The domain leader that wrote the draft is a member too: everybody answers.
    with scope(here):
        proposal.refresh_from_db()
    make_everybody_agree(proposal)
    done = proposer.post(_url(here, "proposal_conclude", proposal.public_id), follow=True)
    assert "Nu dichterbij." in done.content.decode()
    with scope(here):
        version.refresh_from_db()
        assert version.state == FactorState.ADOPTED
        assert Decision.objects.get().title == "Samen eten"


def test_concluding_too_early_says_why(here: Community, login: Login) -> None:
    people = make_people(here)
    proposal = make_open_proposal(here, people)
    page = login(people[0]).post(_url(here, "proposal_conclude", proposal.public_id), follow=True)
    assert len(list(page.context["messages"])) == 1
    with scope(here):
        assert not Decision.objects.exists()


def test_others_cannot_open_conclude_or_withdraw(here: Community, login: Login) -> None:
    people = make_people(here)
    proposal = make_open_proposal(here, people)
    make_everybody_agree(proposal)
    for caller in (login(people[1]), login(here.network_leader.staff.get().user)):
        caller.post(_url(here, "proposal_conclude", proposal.public_id))
        caller.post(_url(here, "proposal_withdraw", proposal.public_id), {"reason": "Zomaar."})
        assert caller.get(_url(here, "proposal_revise", proposal.public_id)).status_code == 403
    with scope(here):
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.OPEN
        assert Response.objects.count() == 3


def test_lists_ask_as_many_queries_for_three_rows_as_for_one(here: Community, login: Login) -> None:
    people = make_people(here, 4)
    client = login(people[0])
    pages = [_url(here, name) for name in ("proposals", "decisions", "context", "factors")]

    def grow() -> None:
        make_decision(here, people)
        make_item(here, people[1])
        make_item(here, people[0], kind="threat")
        last = make_open_proposal(here, people)
        pages.append(_url(here, "proposal", last.public_id))

    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    grow()
    client.get(pages[0])
    one = [count(url) for url in pages]
    grow()
    grow()
    assert [count(url) for url in pages[:5]] == one


def test_the_detail_page_does_not_ask_per_answer(here: Community, login: Login) -> None:
    people = make_people(here, 6)
    proposal = make_open_proposal(here, people)
    client, url = login(people[0]), _url(here, "proposal", proposal.public_id)
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    with scope(here):
        for member in people[1:]:
            respond(
                proposal=proposal, kind="objection", by=actor_of(member), text_version=1, argument="Daarom."
            )
    with CaptureQueriesContext(connection) as after:
        client.get(url)
    assert len(after) == len(before)


def test_readiness_says_what_is_missing_and_where(here: Community, login: Login) -> None:
    page = login(make_member(here)).get(_url(here, "readiness"))
    html = page.content.decode()
    assert [step["gate"].gate for step in page.context["states"]] == ["G0", "G1", "G2", "G3"]
    assert _url(here, "factor", "perspective") in html
    assert _url(here, "context") in html


def test_decisions_are_found_by_their_words(here: Community, login: Login) -> None:
    people = make_people(here)
    make_decision(here, people, title="Bijdrage per afspraak")
    make_decision(here, people, title="Wandelen op zondag")
    client = login(people[0])
    found = client.get(_url(here, "decisions"), {"q": "bijdrage"}).context["page_obj"]
    assert [row.title for row in found] == ["Bijdrage per afspraak"]
    assert not client.get(_url(here, "decisions"), {"year": "1999"}).context["page_obj"].object_list
    search = client.get(reverse("search", args=[here.slug]), {"q": "wandelen"}).content.decode()
    assert "Wandelen op zondag" in search


def test_the_home_page_shows_open_decisions_and_the_wings(here: Community, login: Login) -> None:
    people = make_people(here)
    make_adopted(here, Factor.VISION, people)
    make_open_proposal(here, people, title="Een buurttafel")
    html = login(people[1]).get(reverse("communities:home", args=[here.slug])).content.decode()
    assert "Een buurttafel" in html
    assert _url(here, "factor", "culture") in html


def test_late_answers_after_the_last_day_still_count(here: Community, login: Login) -> None:
    people = make_people(here)
    proposal = make_open_proposal(here, people, at=timezone.now() - timedelta(days=6))
    answer = _url(here, "proposal_answer", proposal.public_id)
    for member in people:
        login(member).post(answer, {"kind": "no_objection", "text_version": 1})
    login(people[0]).post(_url(here, "proposal_conclude", proposal.public_id))
    with scope(here):
        assert Decision.objects.count() == 1
