"""The pages of moderation: who comes in, a whole story through them, letters to who has no account, and quick lists."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Membership, Notification
from marketplace.actions.moderation import appeal, decide_notice
from marketplace.models import Appeal, Listing, Measure, Notice
from tests.factories import make_member, make_user
from tests.marketplace.conftest import Market
from tests.marketplace.moderating import AT, DAY, decided, decision, offer_of, reported
from tests.marketplace.test_dispute_pages import client_of
from weconomics.actor import Role
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gates")]
REPORT = {"rule": "law:fraud", "text": "Dit is nep.", "in_good_faith": "on"}
DECIDE = {"kind": "hide", "lasts": "", "rule": "law:fraud", "facts": "Het is een namaakladder."}


@pytest.fixture(autouse=True)
def no_limits_yet() -> None:
    cache.clear()


def address(market: Market, name: str, *args: Any) -> str:
    return reverse(f"marketplace:moderation_{name}", args=[market.community.slug, *args])


def offer(market: Market, **fields: Any) -> Listing:
    with scope(market.community):
        return offer_of(market, **fields)


def run_jobs(market: Market, kind: str) -> None:
    with scope(market.community):
        deliver_waiting()
        jobs = list(Job.objects.filter(kind=kind).order_by("pk").values_list("pk", flat=True))
    for pk in jobs:
        run_job_now(market.community.pk, pk)


def callers_of(market: Market) -> dict[str, Client]:
    return {
        "visitor": client_of(None),
        "stranger": client_of(make_user()),
        "provider": client_of(market.provider),
        "requester": client_of(market.requester),
        "third": client_of(market.third),
        "coordinator": client_of(market.coordinator),
        "moderator": client_of(market.moderator),
        "leader": client_of(make_member(market.community, Role.DOMAIN_LEADER)),
    }


class TestDoors:
    def test_who_comes_in(self, market: Market) -> None:
        with scope(market.community):
            waiting = reported(market, offer_of(market))
            measure = decided(market, offer_of(market))
            own = measure.notices.get()
            made = appeal(measure=measure, text="Nee.", membership_id=market.provider.pk, at=AT + 2 * DAY)
        callers = callers_of(market)
        members = {"provider", "requester", "third", "coordinator", "moderator", "leader"}
        judges = {"moderator", "leader"}
        pages = {
            address(market, "log"): members | {"visitor", "stranger"},
            address(market, "mine"): members,
            address(market, "queue"): judges,
            address(market, "report", "listing", waiting.listing.public_id): members
            | {"visitor", "stranger"},
            address(market, "report", "member", market.provider.public_id): members,
            address(market, "notice", own.public_id): {"requester"},
            address(market, "case", waiting.public_id): judges,
            address(market, "measure", measure.public_id): judges | {"provider"},
            address(market, "appeal", made.public_id): judges,
        }
        seen = {
            url: {who for who, client in callers.items() if client.get(url).status_code == 200}
            for url in pages
        }
        assert seen == pages

    def test_who_reported_does_not_see_the_case_as_a_moderator(self, market: Market) -> None:
        with scope(market.community):
            notice = reported(market, offer_of(market), "moderator")
        client = client_of(market.moderator)
        assert client.get(address(market, "case", notice.public_id)).status_code == 404
        assert list(client.get(address(market, "queue")).context["page_obj"]) == []

    def test_nothing_is_done_by_a_link_or_by_others(self, market: Market) -> None:
        with scope(market.community):
            measure = decided(market, offer_of(market))
        url = address(market, "lift", measure.public_id)
        assert client_of(market.moderator).get(url).status_code == 405
        answers = {
            client_of(who).post(url).status_code
            for who in (market.provider, market.third, market.coordinator)
        }
        assert answers == {403}
        with scope(market.community):
            assert Measure.objects.get().lifted_at is None


class TestStory:
    def test_report_measure_appeal_through_the_pages(self, market: Market) -> None:
        with scope(market.community):
            second = make_member(market.community, Role.MODERATOR, name="Mia Derator")
        listing = offer(market, title="Ladder")
        vera, ans, mo, mia = (
            client_of(who) for who in (market.requester, market.provider, market.moderator, second)
        )
        page = vera.post(address(market, "report", "listing", listing.public_id), REPORT, follow=True)
        assert page.status_code == 200
        with scope(market.community):
            notice = Notice.objects.get()
        assert notice.snapshot["title"] == "Ladder"
        assert [row.pk for row in mo.get(address(market, "queue")).context["page_obj"]] == [notice.pk]
        case = address(market, "case", notice.public_id)
        refused = mo.post(case, {**DECIDE, "facts": " "})
        assert refused.context["form"].errors.keys() == {"facts"}
        page = mo.post(case, DECIDE, follow=True)
        assert "Het is een namaakladder." in page.content.decode()
        see = reverse("marketplace:listing", args=[market.community.slug, listing.public_id])
        assert vera.get(see).status_code == 404
        with scope(market.community):
            measure = Measure.objects.get()
        where = address(market, "measure", measure.public_id)
        assert where in ans.get(see).content.decode()
        assert "namaakladder" in vera.get(address(market, "notice", notice.public_id)).content.decode()
        ans.post(where, {"text": "Hij is echt."})
        with scope(market.community):
            made = Appeal.objects.get()
        judge = address(market, "appeal", made.public_id)
        assert mo.get(judge).context["may_judge"] is False
        mia.post(judge, {"is_reversed": "yes", "judgement": "Het bonnetje klopt."})
        assert vera.get(see).status_code == 200
        assert "Het bonnetje klopt." in ans.get(where).content.decode()

    def test_each_hears_of_it(self, market: Market) -> None:
        with scope(market.community):
            decided(market, offer_of(market, title="Ladder"))
            deliver_waiting()
            told = {
                name: list(
                    Notification.objects.filter(membership=getattr(market, name), kind="moderation")
                    .order_by("pk")
                    .values_list("url", flat=True)
                )
                for name in ("requester", "provider", "moderator", "third")
            }
            notice, measure = Notice.objects.get(), Measure.objects.get()
        mine = address(market, "notice", notice.public_id)
        assert told == {
            "requester": [mine, mine],
            "provider": [address(market, "measure", measure.public_id)],
            "moderator": [address(market, "case", notice.public_id)],
            "third": [],
        }


class TestWithoutAnAccount:
    who = {"name": "Kees", "email": "kees@buiten.example"}

    def test_a_visitor_reports_gets_a_letter_and_appeals(self, market: Market) -> None:
        listing, client = offer(market), client_of(None)
        url = address(market, "report", "listing", listing.public_id)
        assert client.post(url, REPORT).context["form"].errors.keys() == {"email"}
        page = client.post(url, {**REPORT, **self.who}, follow=True)
        assert page.status_code == 200
        [(status, _code)] = page.redirect_chain
        run_jobs(market, "marketplace.mail_moderation")
        [receipt] = mail.outbox
        assert receipt.to == ["kees@buiten.example"]
        assert status.rsplit(":", 2)[0] in str(receipt.body)  # its signature holds the second it was made in
        with scope(market.community):
            notice = Notice.objects.get()
            decide_notice(notice=notice, decision=decision("none"), by=market.actor("moderator"))
        run_jobs(market, "marketplace.mail_moderation")
        assert "De foto's laten het zien." in str(mail.outbox[1].body)
        page = client.post(status, {"text": "Kijk nog eens."}, follow=True)
        assert "Kijk nog eens." in page.content.decode()
        with scope(market.community):
            assert Appeal.objects.get().appellant_id is None
        assert client.get(status[:-3] + "x/").status_code == 404

    def test_a_robot_is_told_that_all_is_well_and_changes_nothing(self, market: Market) -> None:
        url = address(market, "report", "listing", offer(market).public_id)
        answer = client_of(None).post(url, {**REPORT, **self.who, "website": "http://spam.example"})
        assert answer.status_code == 302
        with scope(market.community):
            assert not Notice.objects.exists()

    def test_one_computer_reports_ten_times_an_hour(self, market: Market) -> None:
        client = client_of(None)
        for number in range(12):
            url = address(market, "report", "listing", offer(market).public_id)
            client.post(url, {**REPORT, "name": "Kees", "email": f"kees{number}@buiten.example"})
        with scope(market.community):
            assert Notice.objects.count() == 10

    def test_who_is_suspended_reads_why_by_letter_and_appeals(self, market: Market) -> None:
        with scope(market.community):
            decided(market, offer_of(market), "suspend")
        run_jobs(market, "marketplace.mail_moderation")
        [letter] = [sent for sent in mail.outbox if sent.to == [market.provider.user.email]]
        found = re.search(r"/moderation/\S+/", str(letter.body))
        assert found is not None
        client = client_of(market.provider)
        page = client.post(found.group(), {"text": "Dit is te zwaar."}, follow=True)
        assert "Dit is te zwaar." in page.content.decode()
        with scope(market.community):
            assert Appeal.objects.get().appellant_id == market.provider.pk
            assert Membership.objects.get(pk=market.provider.pk).state == "suspended"


class TestLists:
    @pytest.mark.parametrize("show", ["cases", "appeals", "decided"])
    def test_the_queue_asks_as_many_queries_for_three_as_for_one(self, market: Market, show: str) -> None:
        with scope(market.community):
            second = make_member(market.community, Role.MODERATOR)
        client, url = client_of(second), address(market, "queue") + f"?show={show}"
        assert client.get(url).status_code == 200

        def one_more() -> None:
            with scope(market.community):
                reported(market, offer_of(market), "third")
                measure = decided(market, offer_of(market))
                appeal(measure=measure, text="Nee.", membership_id=market.provider.pk, at=AT + 2 * DAY)

        assert self.count(client, url, one_more) == self.count(client, url, one_more, one_more)

    @pytest.mark.parametrize("name", ["log", "mine"])
    def test_and_so_do_the_log_and_ones_own(self, market: Market, name: str) -> None:
        client, url = client_of(market.requester), address(market, name)

        def one_more() -> None:
            with scope(market.community):
                decided(market, offer_of(market))

        client.get(url)
        assert self.count(client, url, one_more) == self.count(client, url, one_more, one_more)

    def count(self, client: Client, url: str, *before: Any) -> int:
        for verb in before:
            verb()
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def test_empty_pages_say_so(self, market: Market) -> None:
        client = client_of(market.moderator)
        for url in (*(f"{address(market, 'queue')}?show={s}" for s in ("cases", "appeals", "decided")),
                    address(market, "log"), address(market, "mine"), address(market, "mine") + "?show=about"):  # fmt: skip
            assert client.get(url).status_code == 200
