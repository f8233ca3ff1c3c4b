"""What others say of somebody, on the profile of a member and of a partner."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from communities.interface import PartyRef, party_card
from marketplace.blocking import has_blocked
from marketplace.models import Thanks
from marketplace.moderation.rules import may_report
from marketplace.reviewing import reviews_of, summary_of

FEW = 5


def trust_in_member(request: Any, membership: Any = None, **_about: Any) -> str | None:
    """Reviews, thanks, and for others the buttons to thank and to block."""
    about = _reviews(request, PartyRef("member", membership.pk))
    thanks = Thanks.objects.filter(membership=membership, hidden_at=None).select_related("giver__user")
    me = request.actor.membership_id
    is_other = me is not None and me != membership.pk and membership.is_active
    blocked = is_other and has_blocked(me, membership.pk)
    url = reverse("marketplace:member_thank", args=[request.community.slug, membership.public_id])
    about |= {
        "thanks": thanks[:FEW],
        "thanks_count": thanks.count(),
        "thanks_url": url if is_other and not blocked else "",
        "may_block": is_other and not blocked,
        "is_blocked_by_me": blocked,
    }
    return render_to_string("marketplace/_review_panel.html", about, request)


def way_to_report(request: Any, membership: Any = None, **_about: Any) -> str | None:
    """The link with which a member reports this profile; none on one's own."""
    if not request.actor.is_member or not membership.is_active:
        return None
    about = {
        "is_shown": may_report(membership.pk, by=request.actor),
        "kind": "member",
        "row": membership,
        "community": request.community,
    }
    return render_to_string("marketplace/_report_link.html", about, request)


def trust_in_partner(request: Any, organisation: Any = None, **_about: Any) -> str | None:
    about = _reviews(request, PartyRef("organisation", organisation.pk))
    return render_to_string("marketplace/_review_panel.html", about, request)


def _reviews(request: Any, ref: PartyRef) -> dict[str, Any]:
    return {
        "party": party_card(ref),
        "summary": summary_of(ref),
        "reviews": reviews_of(ref)[:FEW],
        "is_about_me": request.actor.is_member and request.actor.may_act_for(ref.kind, ref.id),
    }
