"""The same listing in another language: own words, a machine's draft that says so, and an original that moved on."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from communities.models import Membership
from marketplace.actions.listings import change_listing
from marketplace.actions.translations import (
    ask_for_draft,
    keep_draft,
    remove_translation,
    write_translation,
)
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.models import Listing, ListingTranslation, MarketSettings
from marketplace.translating import fingerprint_of, translator, words_for
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from weconomics.errors import NotAllowed
from weconomics.jobs.models import Job
from weconomics.jobs.running import run_job_now
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
ENGLISH = {"language": "en", "title": "Trimming hedges", "text": "With a ladder."}


class Backwards:
    """A machine that turns letters around: nobody takes that for a translation by hand."""

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        return [f"{source}>{target} {text[::-1]}" for text in texts]


@pytest.fixture
def offer(market: Market) -> Listing:
    return make_listing(
        market.community, market.provider, title="Heg knippen", text="Met een ladder.", audience="public"
    )


@pytest.fixture
def with_machine(market: Market, settings: Any) -> None:
    settings.MACHINE_TRANSLATOR = f"{__name__}.Backwards"
    with scope(market.community):
        MarketSettings.objects.create(machine_translation=True)


def write(market: Market, offer: Listing, name: str = "provider", **words: str) -> ListingTranslation:
    with scope(market.community):
        return write_translation(listing=offer, by=market.actor(name), **{**ENGLISH, **words})


def kept(market: Market) -> list[tuple[str, str, bool]]:
    with scope(market.community):
        return list(ListingTranslation.objects.values_list("language", "title", "is_machine_draft"))


class TestOwnWords:
    def test_are_kept_once_a_language(self, market: Market, offer: Listing) -> None:
        write(market, offer)
        write(market, offer, title="  Hedge trimming ")
        assert kept(market) == [("en", "Hedge trimming", False)]

    @pytest.mark.parametrize("name", ["visitor", "requester", "moderator"])
    def test_of_the_owner_alone(self, market: Market, offer: Listing, name: str) -> None:
        with pytest.raises(NotAllowed):
            write(market, offer, name)
        assert kept(market) == []

    @pytest.mark.parametrize("words", [{"language": "nl"}, {"language": "fr"}, {"title": " "}])
    def test_in_another_language_with_a_title(
        self, market: Market, offer: Listing, words: dict[str, str]
    ) -> None:
        with pytest.raises(ListingIncomplete):
            write(market, offer, **words)
        assert kept(market) == []

    def test_of_what_is_closed_stay_as_they_are(self, market: Market, offer: Listing) -> None:
        write(market, offer)
        with scope(market.community):
            Listing.objects.update(state="closed")
            with pytest.raises(WrongListingState):
                remove_translation(listing=offer, language="en", by=market.actor("provider"))
        assert kept(market) == [("en", "Trimming hedges", False)]

    def test_are_old_once_the_original_changed_and_new_again_when_saved(
        self, market: Market, offer: Listing
    ) -> None:
        write(market, offer)
        with scope(market.community):
            changed = change_listing(listing=offer, by=market.actor("provider"), title="Heg en haag")
            assert words_for(changed, "en", changed.translations.all()).is_old
        write(market, changed)
        with scope(market.community):
            words = words_for(changed, "en", changed.translations.all())
            assert (words.title, words.is_old) == ("Trimming hedges", False)


class TestTheMachine:
    def test_without_one_nobody_asks_it(self, market: Market, offer: Listing) -> None:
        with scope(market.community):
            assert translator() is None
            with pytest.raises(ListingIncomplete):
                ask_for_draft(listing=offer, language="en", by=market.actor("provider"))
            assert not Job.objects.filter(kind="marketplace.draft_translation").exists()

    def test_a_community_that_wants_none_has_none(self, market: Market, with_machine: None) -> None:
        with scope(market.community):
            assert translator() is not None
            MarketSettings.objects.update(machine_translation=False)
            assert translator() is None

    def test_its_draft_is_marked_until_the_owner_saves_it(
        self, market: Market, offer: Listing, with_machine: None
    ) -> None:
        with scope(market.community):
            for _time in range(2):
                ask_for_draft(listing=offer, language="en", by=market.actor("provider"))
            job = Job.objects.get(kind="marketplace.draft_translation")
        run_job_now(market.community.pk, job.pk)
        assert kept(market) == [("en", "nl>en neppink geH", True)]
        write(market, offer)
        assert kept(market) == [("en", "Trimming hedges", False)]

    def test_it_comes_too_late_after_the_owner_or_a_change(
        self, market: Market, offer: Listing, with_machine: None
    ) -> None:
        about = {"listing_id": offer.pk, "language": "en", "title": "x", "text": ""}
        with scope(market.community):
            assert not keep_draft(source_fingerprint="of other words", **about)
        write(market, offer)
        with scope(market.community):
            assert not keep_draft(source_fingerprint=fingerprint_of(offer), **about)
            with pytest.raises(ListingIncomplete):
                ask_for_draft(listing=offer, language="en", by=market.actor("provider"))
        assert kept(market) == [("en", "Trimming hedges", False)]


def client_of(member: Membership | None, language: str = "nl") -> Client:
    client = Client(headers={"accept-language": language})
    if member:
        type(member.user).objects.filter(pk=member.user_id).update(language=language)
        client.force_login(member.user)
    return client


class TestThePages:
    @pytest.fixture
    def address(self, market: Market, offer: Listing) -> Callable[..., str]:
        def of(name: str, *args: str) -> str:
            return reverse(f"marketplace:{name}", args=[market.community.slug, offer.public_id, *args])

        return of

    def test_each_comes_in_or_not(self, market: Market, address: Callable[..., str]) -> None:
        url = address("listing_translation", "en")
        names = ("provider", "requester", "third", "moderator")
        assert [client_of(getattr(market, name)).get(url).status_code for name in names] == [200] + [403] * 3
        assert client_of(None).get(url).status_code == 302
        owner = client_of(market.provider)
        assert [owner.get(address("listing_translation", code)).status_code for code in ("nl", "fr")] == [
            404
        ] * 2

    def test_written_read_in_ones_own_language_and_switched_to_the_original(
        self, market: Market, offer: Listing, address: Callable[..., str]
    ) -> None:
        owner = client_of(market.provider)
        data = {"title": ENGLISH["title"], "text": ENGLISH["text"]}
        assert owner.post(address("listing_translation", "en"), data).status_code == 302
        reader = client_of(market.requester, "en")
        page = reader.get(address("listing")).content.decode()
        assert "Trimming hedges</h1>" in page
        assert "?original=1" in page
        original = reader.get(address("listing"), {"original": "1"}).content.decode()
        assert "Heg knippen</h1>" in original
        assert "Heg knippen</h1>" in client_of(market.third).get(address("listing")).content.decode()
        owner.post(address("listing_translation", "en"), {"remove": "1"})
        assert kept(market) == []

    def test_an_empty_title_is_said_and_nothing_is_lost(
        self, market: Market, address: Callable[..., str]
    ) -> None:
        answer = client_of(market.provider).post(
            address("listing_translation", "en"), {"title": "", "text": "With a ladder."}
        )
        assert list(answer.context["form"].errors) == ["title"]
        assert "With a ladder." in answer.content.decode()
        assert kept(market) == []

    def test_the_button_is_there_only_with_a_machine(
        self, market: Market, address: Callable[..., str], settings: Any
    ) -> None:
        owner, url = client_of(market.provider), address("listing_translation", "en")
        assert 'name="draft"' not in owner.get(url).content.decode()
        settings.MACHINE_TRANSLATOR = f"{__name__}.Backwards"
        assert 'name="draft"' not in owner.get(url).content.decode()
        with scope(market.community):
            MarketSettings.objects.create(machine_translation=True)
        assert 'name="draft"' in owner.get(url).content.decode()
