"""Threads: the inbox, one thread, asking about a listing, and what hangs on a message."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from communities.interface import party_cards
from marketplace.actions.messages import ask_about_listing, send_message, write_message
from marketplace.actions.telling import page_of
from marketplace.actions.threads import read_thread
from marketplace.blocking import has_blocked
from marketplace.forms.talking import MessageForm
from marketplace.models import Deal, Thread
from marketplace.talking import queries, rules
from marketplace.views.answering import to_keep
from marketplace.views.listings import visible_listing
from weconomics.errors import DomainError, NotFound
from weconomics.web.forms import refuse
from weconomics.web.rows import get_or_refuse
from weconomics.web.rows import page_of as rows_of_page
from weconomics.web.views import member_page

THREADS_A_PAGE = 25
NOBODY = 0


@require_safe
@member_page
def thread_list(request: Any) -> HttpResponse:
    """Everything that is said to me, what is new first."""
    actor = request.actor
    rows = queries.with_unread(queries.threads_of(actor), actor.membership_id or NOBODY)
    page = rows_of_page(request, queries.unread_first(rows), size=THREADS_A_PAGE)
    others = {row.pk: rules.other_side(row, by=actor).ref for row in page}
    cards, said = party_cards(others.values()), queries.last_messages(list(page))
    row: Any
    for row in page:
        row.other, row.last, row.url = cards.get(others[row.pk]), said.get(row.pk), page_of(row)
    return render(request, "marketplace/thread_list.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def thread(request: Any, public_id: UUID) -> HttpResponse:
    """One thread. That of a deal is read on the page of the deal."""
    found = _visible(request, public_id)
    if request.method != "POST" and found.deal_id is not None:
        return redirect(page_of(found))
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_message(thread=found, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return _said(request, found, page_of(found))
    talk = talk_in(request, found, form, send_url=request.path)
    page = "marketplace/_thread.html" if request.htmx else "marketplace/thread_detail.html"
    return render(request, page, {"talk": talk})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def listing_ask(request: Any, public_id: UUID) -> HttpResponse:
    """A question before any deal. Who asked before goes on where they were."""
    listing = visible_listing(request, public_id)
    known = queries.thread_of_asker(listing, request.actor.membership_id)
    if known is not None and request.method != "POST":
        return redirect(page_of(known))
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = ask_about_listing(listing=listing, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your question is sent. You hear when there is an answer."))
            return redirect("marketplace:thread", request.community.slug, sent.thread.public_id)
    may_ask = rules.may_ask(listing, by=request.actor)
    return render(
        request, "marketplace/thread_ask.html", {"listing": listing, "form": form, "may_ask": may_ask}
    )


@require_GET
@member_page
def attachment(request: Any, public_id: UUID) -> HttpResponse:
    """A file of a message, for who may read the thread: to keep, never run by the browser."""
    found = get_or_refuse(queries.attachments(), public_id)
    if found.message.hidden_at or not rules.may_read_thread(found.message.thread, by=request.actor):
        raise NotFound
    return to_keep(found)


def talk_of_deal(request: Any, deal: Deal) -> dict[str, Any] | HttpResponse:
    """What the page of a deal shows of its thread; showing it reads it. An answer where something was sent with htmx,
    or without it and all was well."""
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            send_message(deal=deal, by=request.actor, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return _said(request, queries.thread_of_deal(deal), request.path + "#messages")
    talk = talk_in(request, queries.thread_of_deal(deal), form, send_url=request.path)
    return render(request, "marketplace/_thread.html", {"talk": talk}) if request.htmx else talk


def talk_in(request: Any, found: Thread | None, form: MessageForm, *, send_url: str) -> dict[str, Any]:
    """A thread as its part shows it. Without one, nothing was said yet."""
    about = {"form": form, "send_url": send_url, "thread": found, "said": queries.messages_of(found)}
    if found is None:
        return about
    read_thread(thread=found, by=request.actor)
    other = rules.other_side(found, by=request.actor)
    me = request.actor.membership_id
    return about | {
        "other": party_cards([other.ref]).get(other.ref),
        "other_is_person": other.ref.kind == "member",
        "is_blocked_by_me": has_blocked(me, other.membership_id),
        "is_out_of_reach": me is None or not rules.hearer_ids(found, author_id=me),
    }


def _visible(request: Any, public_id: UUID) -> Thread:
    found = get_or_refuse(queries.with_both_sides(Thread.objects.all()), public_id)
    if not rules.may_read_thread(found, by=request.actor):
        raise NotFound
    return found


def _said(request: Any, found: Thread | None, page: str) -> HttpResponse:
    """With htmx the part alone, with an empty form; else the page anew."""
    if not request.htmx:
        return redirect(page)
    talk = talk_in(request, found, MessageForm(), send_url=request.path)
    return render(request, "marketplace/_thread.html", {"talk": talk, "is_fresh": True})
