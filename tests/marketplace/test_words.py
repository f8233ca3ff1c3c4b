"""The vocabulary of a community, and the searches that forgive."""

from typing import Any

import pytest

from marketplace.actions.listings import publish_listing
from marketplace.actions.words import learn_words, renew_vocabulary
from marketplace.finding.understanding import understand
from marketplace.models import Listing, Synonym, Word
from marketplace.queries import listings_visible_to
from marketplace.searching import Filters, find, ordered
from tests.api.rows import make_listing
from tests.factories import make_category
from tests.marketplace.conftest import Market, make_market
from weconomics.events.outbox import deliver_waiting
from weconomics.jobs.models import Job
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def found(market: Market, words: str, **about: Any) -> list[str]:
    filters = Filters(words=words, wanted=understand(words, **about) if about else None)
    rows = find(listings_visible_to(market.actor("requester")), filters)
    return [listing.title for listing in ordered(rows, "best", filters)]


def place(market: Market, title: str, **values: Any) -> Listing:
    listing = make_listing(market.community, market.provider, title=title, **values)
    with scope(market.community):
        learn_words(listing_id=listing.pk)
    return listing


@pytest.mark.usefixtures("here")
class TestForgiving:
    @pytest.mark.parametrize(
        ("title", "words"),
        [
            ("Gras maaien", "grasmaaier"),
            ("Grasmaaier te leen", "gras maaien"),
            ("Fietsreparatie aan huis", "fiets repareren"),
            ("Ik repareer je fiets", "fietsreparatie"),
            ("Stofzuiger te leen", "stofzuigr"),
            ("Stofzuiger te leen", "stofuziger"),
            ("Boekenkast", "kast voor boeken"),
            ("Dorpshuis te huur", "huis in het dorp"),
            ("Zonnepanelen leggen", "zonepanelen"),
            ("Huizen schilderen", "huis schilder"),
        ],
    )
    def test_compounds_families_and_slips(self, market: Market, title: str, words: str) -> None:
        place(market, title)
        place(market, "Brood bakken")
        assert found(market, words) == [title]

    def test_what_says_it_exactly_comes_before_what_was_forgiven(self, market: Market) -> None:
        place(market, "Gras maaien", text="met een grasmaaier")
        place(market, "Grasmaaier")
        place(market, "Het gras van de buren maaien")
        assert found(market, "grasmaaier") == ["Grasmaaier", "Gras maaien", "Het gras van de buren maaien"]

    def test_synonyms_work_in_both_directions_and_from_the_moment_they_are_saved(
        self, market: Market
    ) -> None:
        place(market, "Gazon verzorgen")
        place(market, "Gras inzaaien")
        assert found(market, "gras") == ["Gras inzaaien"]
        synonym = Synonym.objects.create(words=["gras", "gazon"])
        assert found(market, "gras") == ["Gras inzaaien", "Gazon verzorgen"]
        assert found(market, "gazon") == ["Gazon verzorgen", "Gras inzaaien"]
        synonym.delete()
        assert found(market, "gras") == ["Gras inzaaien"]

    def test_a_phrase_may_have_another_name(self, market: Market) -> None:
        place(market, "Elektrische fiets te leen")
        Synonym.objects.create(words=["e-bike", "elektrische fiets"])
        assert found(market, "ebike") == ["Elektrische fiets te leen"]
        place(market, "E-bike")
        assert found(market, "elektrische fiets") == ["Elektrische fiets te leen", "E-bike"]

    def test_the_name_of_a_category_finds_what_is_in_it_as_soon_as_it_is_renamed(
        self, market: Market
    ) -> None:
        music = make_category(market.community, "Muziek")
        place(market, "Saxofoon", category=make_category(market.community, "Blazers", parent=music))
        assert found(market, "muziek") == ["Saxofoon"]
        music.name_nl, music.name_en = "Geluid", "Sound"
        music.save()
        assert found(market, "muziek") == []
        assert found(market, "geluid") == ["Saxofoon"]

    def test_says_what_it_forgave(self, market: Market) -> None:
        place(market, "Stofzuiger")
        Synonym.objects.create(words=["gras", "gazon"])
        assert understand("stofzuigr").forgiven == ["stofzuiger"]
        assert understand("gras").forgiven == ["gazon"]
        assert understand("grasmaaier").forgiven == ["gras + maaier"]
        assert understand("stofzuiger").forgiven == []
        assert understand("grasmaaier", exactly=True).forgiven == []

    def test_exactly_what_was_typed_forgives_nothing(self, market: Market) -> None:
        place(market, "Gras maaien")
        place(market, "Grasmaaier")
        assert found(market, "grasmaaier", exactly=True) == ["Grasmaaier"]

    def test_a_right_word_is_not_taken_for_another(self, market: Market) -> None:
        place(market, "Handelen op de markt")
        assert found(market, "wandelen") == []

    def test_a_slip_in_a_listing_is_forgiven_too(self, market: Market) -> None:
        place(market, "Stofzuigr te leen")
        assert found(market, "stofzuiger") == ["Stofzuigr te leen"]

    def test_what_is_being_typed_is_no_slip(self, market: Market) -> None:
        place(market, "Stofzuiger")
        place(market, "Stof")
        assert understand("stofzu").forgiven == []
        assert found(market, "stofzu") == ["Stofzuiger"]


class TestVocabulary:
    def test_is_learned_by_a_job_after_a_listing_is_published(self, market: Market, open_gates: None) -> None:
        draft = make_listing(market.community, market.provider, title="Hooiwagen", text="1998", state="draft")
        with scope(market.community):
            publish_listing(listing=draft, by=market.actor("provider"))
            deliver_waiting()
            assert Job.objects.filter(kind="marketplace.learn_words").count() == 1
            assert learn_words(listing_id=draft.pk) == 1
            assert learn_words(listing_id=draft.pk) == 0
            assert list(Word.objects.values_list("word", "backwards", "is_public")) == [
                ("hooiwagen", "negawiooh", False)
            ]

    def test_holds_nothing_of_one_local_group_and_no_draft(self, market: Market) -> None:
        place(market, "Geheim", audience="group", local_group=market.group)
        place(market, "Concept", state="draft")
        with scope(market.community):
            assert renew_vocabulary() == (0, 0)
            assert not Word.objects.exists()

    def test_a_visitor_s_slip_shows_no_word_that_is_for_members(self, market: Market) -> None:
        place(market, "Bladhark", audience="community")
        place(market, "Kettingschaar", audience="public")
        with scope(market.community):
            assert understand("bladhakr").forgiven == ["bladhark"]
            assert understand("bladhakr", only_public=True).forgiven == []
            assert understand("kettingschar", only_public=True).forgiven == ["kettingschaar"]

    def test_forgets_at_night_what_nobody_says_and_learns_what_it_missed(self, market: Market) -> None:
        gone = place(market, "Sneeuwruimer", audience="public")
        make_listing(market.community, market.provider, title="Bladhark", audience="public")
        with scope(market.community):
            Listing.objects.filter(pk=gone.pk).update(state="closed")
            assert renew_vocabulary() == (1, 1)
            assert list(Word.objects.values_list("word", flat=True)) == ["bladhark"]

    def test_knows_nothing_of_the_neighbours(self, market: Market) -> None:
        neighbour = make_market("zonnekring")
        place(neighbour, "Kettingschaar")
        with scope(market.community):
            assert understand("kettingschar").forgiven == []


class TestIndex:
    def test_is_right_whoever_saves_a_listing(self, market: Market) -> None:
        listing = make_listing(market.community, market.provider, title="Brood")
        with scope(market.community):
            assert found(market, "grasmaaien") == []
            listing.title = "Gras maaien"
            listing.save()
            assert found(market, "grasmaaien") == ["Gras maaien"]
            Listing.objects.filter(pk=listing.pk).delete()
            Listing.objects.bulk_create([listing])
            assert found(market, "grasmaaien") == ["Gras maaien"]

    def test_a_query_of_not_alone_stays_in_the_community(self, market: Market) -> None:
        from django.db import connection

        neighbour = make_market("zonnekring")
        make_listing(neighbour.community, neighbour.provider, title="Brood")
        own = make_listing(market.community, market.provider, title="Brood")
        with scope(market.community), connection.cursor() as cursor:
            cursor.execute("SELECT listing_ids_with('!fiets'::tsquery)")
            assert cursor.fetchall() == [([own.pk],)]

    def test_no_lexeme_reaches_into_another_community(self, market: Market) -> None:
        from django.db import connection

        neighbour = make_market("zonnekring")
        make_listing(neighbour.community, neighbour.provider, title="Fiets")
        other = neighbour.community.pk
        with scope(market.community), connection.cursor() as cursor:
            for wanted in (
                f"'{other}/fiet'",
                f"'''{other}/fiet'",
                f"'x'' | ''{other}/fiet'",
                r"'a\\\\'",
                "'fiet':*",
            ):
                cursor.execute("SELECT listing_ids_with(%s::tsquery)", [wanted])
                assert cursor.fetchall() == [([],)], wanted
