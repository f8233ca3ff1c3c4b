"""Reviews and thanks: writing one, answering one, and all that is said of somebody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communities.interface import party_card, party_of, person_of
from marketplace.actions.reviews import answer_review, write_review
from marketplace.actions.thanks import thank_member
from marketplace.forms.talking import AnswerForm, ReviewForm, ThanksForm
from marketplace.models import Deal, Review
from marketplace.reviewing import about_ref, ends_at, may_review, other_of, reviews_of, side_of, summary_of
from marketplace.rules import may_see_deal
from marketplace.settings import market_settings
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse, page_of
from weconomics.web.views import member_page, public_page

PARTY_KINDS = ("member", "organisation")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def deal_review(request: Any, public_id: UUID) -> HttpResponse:
    """Say how a completed deal was. What the other wrote stays out of sight."""
    deal = _deal(request, public_id)
    side = side_of(deal, by=request.actor)
    if side is None:
        raise NotFound
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review = write_review(deal=deal, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _thanks_for(review))
            return redirect(_page_of_deal(request, deal))
    about = {
        "deal": deal,
        "form": form,
        "other": party_card(getattr(deal, f"{other_of(side)}_ref")),
        "ends_at": ends_at(deal),
        "may_review": may_review(deal, by=request.actor, at=timezone.now()),
    }
    return render(request, "marketplace/review_form.html", about)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def review_answer(request: Any, public_id: UUID) -> HttpResponse:
    """The one public answer of who was reviewed."""
    review = get_or_refuse(Review.objects.select_related("deal", "author__user", "community"), public_id)
    if review.visible_at is None or review.hidden_at is not None:
        raise NotFound
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_review(review=review, text=form.cleaned_data["text"], by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your answer stands below the review."))
            about = party_card(about_ref(review))
            return redirect("marketplace:reviews", request.community.slug, about.kind, about.public_id)
    return render(request, "marketplace/review_answer.html", {"review": review, "form": form})


@require_safe
@member_page
def review_list(request: Any, kind: str, public_id: UUID) -> HttpResponse:
    """What is said of a person or an organisation, the newest first, and what all of it together says."""
    party = party_of(kind, public_id) if kind in PARTY_KINDS else None
    if party is None:
        raise NotFound
    about = {
        "party": party,
        "summary": summary_of(party.ref),
        "page_obj": page_of(request, reviews_of(party.ref)),
        "is_about_me": request.actor.is_member and request.actor.may_act_for(party.kind, party.ref.id),
    }
    return render(request, "marketplace/review_list.html", about)


@require_safe
@public_page
def review_rules(request: Any) -> HttpResponse:
    """How reviews come about and are checked: art. 7 (6) of Directive 2005/29/EC asks to say so."""
    return render(request, "marketplace/review_rules.html", {"days": market_settings().review_days})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def member_thank(request: Any, public_id: UUID) -> HttpResponse:
    """Thank a member; `?deal=` names the deal it is for."""
    person = person_of(public_id)
    if person is None:
        raise NotFound
    deal = _deal_named(request)
    form = ThanksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            thank_member(
                membership_id=person.membership_id,
                text=form.cleaned_data["text"],
                deal=deal,
                by=request.actor,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("Your thanks stand on the profile of %(name)s.") % {"name": person.name}
            )
            return redirect(person.url_path)
    return render(request, "marketplace/thanks_form.html", {"person": person, "deal": deal, "form": form})


def _deal(request: Any, public_id: UUID) -> Deal:
    found = get_or_refuse(Deal.objects.select_related("community"), public_id)
    if not may_see_deal(found, by=request.actor):
        raise NotFound
    return found


def _deal_named(request: Any) -> Deal | None:
    named = request.GET.get("deal")
    if not named:
        return None
    try:
        return _deal(request, UUID(named))
    except ValueError:
        raise NotFound from None


def _thanks_for(review: Review) -> str:
    if review.visible_at:
        return _("Thank you. Both of you have written, so both reviews show now.")
    return _("Thank you. Your review shows when the other has written too, or when the time is over.")


def _page_of_deal(request: Any, deal: Deal) -> str:
    return reverse("marketplace:deal", args=[request.community.slug, deal.public_id]) + "#reviews"
