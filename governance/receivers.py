"""What this app does when something happened."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.events import MemberJoined, MemberLeft
from communities.interface import connect_when_ready, notify
from governance.actions.responses import release_elector, restore_elector
from governance.events import DecisionTaken, ObjectionRaised, ProposalOpened, ProposalRevised
from governance.models import Decision, Objection, Proposal
from weconomics.events import receiver


@receiver(MemberLeft)
def a_leaver_no_longer_counts(event: MemberLeft) -> None:
    release_elector(membership_id=event.membership_id)


@receiver(MemberJoined)
def who_returns_counts_again(event: MemberJoined) -> None:
    restore_elector(membership_id=event.membership_id)


@receiver(ProposalOpened)
def ask_everybody(event: ProposalOpened) -> None:
    proposal = _proposal(event.proposal_id)
    _tell_electors(
        proposal, "proposal_opened", format_lazy(_("Your answer is asked: {title}"), title=proposal.title)
    )


@receiver(ProposalRevised)
def ask_everybody_again(event: ProposalRevised) -> None:
    proposal = _proposal(event.proposal_id)
    text = format_lazy(_("A proposal has a new text, please answer again: {title}"), title=proposal.title)
    _tell_electors(proposal, "proposal_revised", text)


@receiver(ObjectionRaised)
def tell_the_proposer(event: ObjectionRaised) -> None:
    objection = Objection.objects.select_related("elector__proposal__community").get(pk=event.objection_id)
    proposal = objection.elector.proposal
    if objection.elector.membership_id != proposal.proposer_id:
        text = format_lazy(_("Somebody objects to your proposal: {title}"), title=proposal.title)
        notify([proposal.proposer_id], kind="objection_raised", text=text, url=_path(proposal))


@receiver(DecisionTaken)
def tell_what_was_decided(event: DecisionTaken) -> None:
    decision = Decision.objects.select_related("proposal__community").get(pk=event.decision_id)
    text = format_lazy(_("Decided: {number} {title}"), number=decision.number, title=decision.title)
    url = reverse("governance:decision", args=[decision.proposal.community.slug, decision.number])
    notify(_elector_ids(decision.proposal), kind="decision_taken", text=text, url=url)


@receiver(DecisionTaken)
def maybe_enter_the_directory(event: DecisionTaken) -> None:
    connect_when_ready()


def _proposal(proposal_id: int) -> Proposal:
    return Proposal.objects.select_related("community").get(pk=proposal_id)


def _tell_electors(proposal: Proposal, kind: str, text: object) -> None:
    """Everybody but the writer."""
    others = [member for member in _elector_ids(proposal) if member != proposal.proposer_id]
    notify(others, kind=kind, text=text, url=_path(proposal))  # type: ignore[arg-type]


def _elector_ids(proposal: Proposal) -> list[int]:
    return list(proposal.electors.filter(released_at=None).values_list("membership_id", flat=True))


def _path(proposal: Proposal) -> str:
    return reverse("governance:proposal", args=[proposal.community.slug, proposal.public_id])
