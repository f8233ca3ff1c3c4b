"""Whom I do not want to hear from: my list, and the two buttons. Nobody else sees any of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from communities.interface import PersonCard, person_cards, person_of
from marketplace.actions.blocks import block_member, unblock_member
from marketplace.models import Block
from weconomics.errors import NotFound
from weconomics.web.rows import page_of
from weconomics.web.views import member_page


@require_safe
@member_page
def block_list(request: Any) -> HttpResponse:
    rows = Block.objects.filter(blocker_id=request.actor.membership_id).order_by("-at", "-pk")
    page: Any = page_of(request, rows)
    cards = person_cards([row.blocked_id for row in page])
    for row in page:
        row.person = cards[row.blocked_id]
    return render(request, "marketplace/block_list.html", {"page_obj": page})


@require_POST
@member_page
def member_block(request: Any, public_id: UUID) -> HttpResponse:
    person = _person(public_id)
    block_member(membership_id=person.membership_id, by=request.actor)
    messages.success(request, _("%(name)s is blocked. They are not told.") % {"name": person.name})
    return redirect("marketplace:blocks", request.community.slug)


@require_POST
@member_page
def member_unblock(request: Any, public_id: UUID) -> HttpResponse:
    """Also for who left meanwhile: the list must be able to become empty."""
    rows = Block.objects.filter(blocker_id=request.actor.membership_id)
    row = rows.filter(blocked__public_id=public_id).first()
    if row is not None:
        unblock_member(membership_id=row.blocked_id, by=request.actor)
        messages.success(request, _("The block is lifted."))
    return redirect("marketplace:blocks", request.community.slug)


def _person(public_id: UUID) -> PersonCard:
    found = person_of(public_id)
    if found is None:
        raise NotFound
    return found
