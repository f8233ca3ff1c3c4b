"""Quotes: what a part costs, what a request allows, what is suggested, and what a version changed."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from communities.interface import PartyRef
from marketplace.errors import AwardRefused
from marketplace.models import DealTerms
from marketplace.quotes.awarding import Need, Quoted, Take, check_award, suggest
from marketplace.quotes.differences import changes_between, history_of, pieces_of, price_a_unit

ANS, BAS, CAS = (PartyRef("member", number) for number in (1, 2, 3))


def quoted(provider: PartyRef = ANS, quantity: Any = 10, price_minor: int = 1_000, least: Any = 1) -> Quoted:
    return Quoted(
        f"take_{provider.id}",
        provider,
        Decimal(quantity),
        price_minor,
        None if least is None else Decimal(least),
        "kg",
    )


def take(quantity: Any, quote: Quoted | None = None) -> Take:
    return Take(quote or quoted(), Decimal(quantity))


def need(left: Any = 10, **more: Any) -> Need:
    return Need(None if left is None else Decimal(left), "kg", **more)


class TestParts:
    @pytest.mark.parametrize(
        ("quantity", "price_minor"), [("10", 1_000), ("5", 500), ("3.333", 333), ("0.005", 1), ("0.004", 0)]
    )
    def test_a_part_has_the_same_price_a_unit(self, quantity: str, price_minor: int) -> None:
        assert take(quantity).price_minor == price_minor

    @pytest.mark.parametrize(
        ("least", "quantity", "binds"),
        [(None, 10, True), (None, 9, False), (4, 4, True), (4, 3, False), (4, 10, True)],
    )
    def test_a_part_binds_at_once_where_the_provider_allowed_it(
        self, least: int | None, quantity: int, binds: bool
    ) -> None:
        assert take(quantity, quoted(least=least)).is_agreed_beforehand is binds


class TestWhatARequestAllows:
    @pytest.mark.parametrize(
        ("takes", "wanted"),
        [
            ([take(10)], need()),
            ([take(4), take(6, quoted(BAS))], need()),
            ([take(1)], need()),
            ([take(10)], need(None)),
            ([take(10)], need(all_or_nothing=True)),
            ([take(4)], need(4, most_providers=1, providers=frozenset([ANS]))),
            ([take(4), take(4, quoted(BAS))], need(8, most_providers=2)),
        ],
    )
    def test_all_within_its_limits(self, takes: list[Take], wanted: Need) -> None:
        check_award(takes, wanted)

    @pytest.mark.parametrize(
        ("takes", "wanted", "words"),
        [
            ([], need(), "at least one"),
            ([take(11)], need(20), "at most 10 kg"),
            ([take(0)], need(), "more than nothing"),
            ([take(-1)], need(), "more than nothing"),
            ([take(6), take(5, quoted(BAS))], need(), "11 kg, and you need 10 kg"),
            ([take(9)], need(all_or_nothing=True), "all or nothing"),
            ([take(4), take(4, quoted(BAS))], need(most_providers=1), "at most 1"),
            ([take(4)], need(most_providers=1, providers=frozenset([BAS])), "at most 1"),
        ],
    )
    def test_nothing_beyond_them(self, takes: list[Take], wanted: Need, words: str) -> None:
        with override("en"):
            with pytest.raises(AwardRefused) as refusal:
                check_award(takes, wanted)
            assert words in str(refusal.value)

    def test_the_refusal_names_the_quote_it_is_about(self) -> None:
        with pytest.raises(AwardRefused) as refusal:
            check_award([take(2), take(99, quoted(BAS))], need())
        assert refusal.value.data == {"field": "take_2"}


class TestSuggesting:
    def test_the_lowest_price_a_unit_first_until_the_need_is_met(self) -> None:
        quotes = [quoted(ANS, 10, 1_200), quoted(BAS, 6, 600), quoted(CAS, 10, 1_100)]
        found = suggest(quotes, need(12))
        assert [(item.quoted.provider, item.quantity) for item in found] == [(BAS, 6), (CAS, 6)]

    def test_not_more_providers_than_allowed(self) -> None:
        quotes = [quoted(ANS, 10, 1_200), quoted(BAS, 6, 600)]
        assert [item.quoted.provider for item in suggest(quotes, need(12, most_providers=1))] == [BAS]

    def test_no_part_that_must_be_asked_first(self) -> None:
        quotes = [quoted(ANS, 10, 1_000, least=None), quoted(BAS, 6, 900)]
        assert [(item.quoted.provider, item.quantity) for item in suggest(quotes, need(5))] == [(BAS, 5)]

    @given(
        left=st.integers(1, 40),
        most=st.none() | st.integers(1, 3),
        offers=st.lists(
            st.tuples(
                st.integers(1, 5), st.integers(1, 20), st.integers(1, 5_000), st.none() | st.integers(1, 20)
            ),
            max_size=6,
        ),
    )
    def test_what_is_suggested_can_always_be_awarded(
        self, left: int, most: int | None, offers: list[tuple[int, int, int, int | None]]
    ) -> None:
        quotes = [
            Quoted(
                f"take_{number}",
                PartyRef("member", who),
                Decimal(much),
                price,
                None if least is None else Decimal(least),
                "kg",
            )
            for number, (who, much, price, least) in enumerate(offers)
        ]
        found = suggest(quotes, need(left, most_providers=most))
        if found:
            check_award(found, need(left, most_providers=most))
        assert all(item.is_agreed_beforehand for item in found)


def terms(**more: Any) -> DealTerms:
    return DealTerms(
        **{
            "version": 1,
            "quantity": Decimal(10),
            "unit": "hour",
            "price_minor": 25_000,
            "currency": "EUR",
            "planned_on": date(2026, 6, 8),
            "planned_at": time(10),
            "valid_until": datetime(2026, 6, 5, 10, tzinfo=UTC),
            "cancellation": "flexible",
            "conditions": "Ik breng een ladder mee.",
            **more,
        }
    )


class TestDifferences:
    def test_each_change_says_what_it_was_and_what_it_is(self) -> None:
        new = terms(quantity=Decimal(8), price_minor=20_000, planned_at=None, cancellation="strict")
        with override("en"):
            changed = {
                str(change.label): (change.before, change.after) for change in changes_between(terms(), new)
            }
        assert changed == {
            "Quantity": ("10 hours", "8 hours"),
            "Price": ("€250.00", "€200.00"),
            "Time": ("10:00", "none"),
            "When called off": ("Flexible", "Strict"),
        }

    def test_the_same_terms_changed_nothing(self) -> None:
        assert list(changes_between(terms(), terms(version=2))) == []

    def test_of_a_text_the_words_are_marked(self) -> None:
        [change] = changes_between(terms(), terms(conditions="Ik breng een lange trap mee."))
        assert [(piece.kind, piece.text) for piece in change.pieces] == [
            ("kept", "Ik breng een"),
            ("gone", "ladder"),
            ("new", "lange trap"),
            ("kept", "mee."),
        ]

    @given(st.text("ab cd", max_size=30), st.text("ab cd", max_size=30))
    def test_the_pieces_hold_both_texts(self, old: str, new: str) -> None:
        pieces = list(pieces_of(old, new))
        assert " ".join(p.text for p in pieces if p.kind != "new").split() == old.split()
        assert " ".join(p.text for p in pieces if p.kind != "gone").split() == new.split()

    def test_a_history_begins_without_changes(self) -> None:
        versions = history_of(
            [terms(), terms(version=2, price_minor=24_000), terms(version=3, price_minor=24_000)]
        )
        assert [len(version.changes) for version in versions] == [0, 2, 0]
        assert history_of([]) == []


def test_the_price_a_unit_is_rounded_away_from_zero() -> None:
    assert price_a_unit(1_000, Decimal(3)) == 333
    assert price_a_unit(5, Decimal(2)) == 3
