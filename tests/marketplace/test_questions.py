"""Keeping the questions of a category: versions, codes, refusals that change nothing, and the page without a script."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from marketplace.actions.field_schemas import publish_questions
from marketplace.errors import QuestionsIncomplete, QuestionsMovedOn
from marketplace.fields import Asked, Option, asked_in
from marketplace.fields.drafting import with_codes
from marketplace.models import FieldSchema
from tests.api.rows import make_listing
from tests.factories import make_category
from tests.marketplace.conftest import Market
from tests.marketplace.test_answers import ask
from tests.marketplace.test_doors import _count, address, client_of
from tests.racing import at_once
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
ROOF = Asked(
    "",
    "Soort dak",
    "choice",
    "Kind of roof",
    required=True,
    options=(Option("", "plat"), Option("", "pannen")),
)
AREA = Asked("", "Oppervlak", "number", unit="m²", filterable=True)


def publish(market: Market, *questions: Asked, after: int = 0, by: str = "coordinator") -> FieldSchema:
    made = publish_questions(category=market.garden, questions=questions, after=after, by=market.actor(by))
    assert made
    return made


def versions() -> list[tuple[int, str, list[str]]]:
    rows = FieldSchema.objects.order_by("number")
    return [(row.number, row.state, [field["code"] for field in row.fields]) for row in rows]


class TestCodes:
    def test_come_from_the_dutch_name_and_never_twice(self) -> None:
        questions = [
            replace(AREA, name_nl=name)
            for name in ("Soort dak!", "Soort  dak", "10 jaar?", "€", "Contains", "É_é")
        ]
        codes = [question.code for question in with_codes(questions, [])]
        assert codes == ["soort_dak", "soort_dak_2", "q_10_jaar", "q", "contains_2", "e_e"]

    def test_of_before_are_not_given_to_something_else(self) -> None:
        before = [replace(AREA, code="oppervlak")]
        assert [question.code for question in with_codes([AREA], before)] == ["oppervlak_2"]
        assert with_codes(before, before) == before

    @pytest.mark.parametrize("wrong", ["a__b", "contains", "A", "x" * 60, "a b", "é", "1a", "_a"])
    def test_what_cannot_be_one_is_replaced(self, wrong: str) -> None:
        (made,) = with_codes([replace(AREA, code=wrong)], [])
        assert made.code == "oppervlak"

    def test_options_have_theirs(self) -> None:
        twice = replace(ROOF, options=(Option("a", "plat"), Option("a", "pannen"), Option("", "Riet")))
        (made,) = with_codes([twice], [])
        assert [option.code for option in made.options] == ["a", "pannen", "riet"]


@pytest.mark.usefixtures("here")
class TestPublishing:
    def test_makes_a_version_and_keeps_the_one_before(self, market: Market) -> None:
        first = publish(market, ROOF)
        second = publish(market, *asked_in(first), AREA, after=1)
        assert versions() == [(1, "superseded", ["soort_dak"]), (2, "active", ["soort_dak", "oppervlak"])]
        assert (second.made_by, second.fields[1]["unit"]) == (market.coordinator, "m²")

    def test_the_same_again_makes_none(self, market: Market) -> None:
        first = publish(market, ROOF)
        assert publish(market, *asked_in(first), after=1) == first
        assert publish(market, *asked_in(first), after=0) == first  # sent twice
        assert versions() == [(1, "active", ["soort_dak"])]

    def test_asking_nothing_is_a_version_too(self, market: Market) -> None:
        publish(market, ROOF)
        publish(market, after=1)
        assert versions() == [(1, "superseded", ["soort_dak"]), (2, "active", [])]

    @pytest.mark.parametrize(
        ("question", "field", "sentence"),
        [
            (replace(AREA, name_nl=""), "name_nl", "Write the question in Dutch."),
            (replace(ROOF, name_nl="soort DAK"), "name_nl", "There is a question with this name already."),
            (replace(ROOF, name_nl="A", options=()), "options", "Give at least two answers to choose from."),
            (replace(ROOF, name_nl="A", options=ROOF.options[:1]), "options", "Give at least two answers to choose from."),
            (replace(ROOF, name_nl="A", options=ROOF.options * 2), "options", "Two answers have the same name."),
            (
                replace(ROOF, name_nl="A", options=tuple(Option("", str(n)) for n in range(31))),
                "options", "Give at most 30 answers to choose from.",
            ),
            (
                replace(AREA, name_nl="A", code="soort_dak"),
                "kind", "How it is answered stays. Remove this question and add another.",
            ),
        ],
    )  # fmt: skip
    def test_refuses_what_cannot_be_asked(
        self, market: Market, question: Asked, field: str, sentence: str
    ) -> None:
        first = publish(market, ROOF)
        with override("en"), pytest.raises(QuestionsIncomplete, match=sentence) as refused:
            publish(market, *asked_in(first), question, after=1)
        assert refused.value.data == {"field": field, "place": 1}
        assert versions() == [(1, "active", ["soort_dak"])]

    def test_refuses_more_than_people_fill_in(self, market: Market) -> None:
        with pytest.raises(QuestionsIncomplete, match="20"):
            publish(market, *(replace(AREA, name_nl=str(number)) for number in range(21)))
        assert versions() == []

    def test_does_not_undo_what_another_published_meanwhile(self, market: Market) -> None:
        publish(market, ROOF)
        with pytest.raises(QuestionsMovedOn):
            publish(market, AREA, after=0)
        assert versions() == [(1, "active", ["soort_dak"])]

    @pytest.mark.parametrize("name", ["visitor", "provider", "moderator"])
    def test_is_for_who_keeps_the_categories(self, market: Market, name: str) -> None:
        with pytest.raises(NotAllowed):
            publish(market, ROOF, by=name)
        assert versions() == []

    def test_the_database_keeps_one_in_use(self, market: Market) -> None:
        publish(market, ROOF)
        with pytest.raises(IntegrityError, match="field_schema_active_once"), transaction.atomic():
            FieldSchema.objects.create(category=market.garden, number=2, fields=[], made_at=timezone.now())

    @pytest.mark.parametrize("changed", [{"fields": []}, {"number": 7}, {"made_at": timezone.now()}])
    def test_the_database_lets_no_version_change(self, market: Market, changed: dict[str, Any]) -> None:
        publish(market, ROOF)
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            FieldSchema.objects.update(**changed)

    def test_what_was_replaced_is_not_taken_up_again(self, market: Market) -> None:
        publish(market, ROOF)
        publish(market, after=1)
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            FieldSchema.objects.filter(number=1).update(state="active")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told_to_look_again(market: Market) -> None:
    verbs = [lambda question=question: publish(market, question) for question in (ROOF, AREA)]
    made = at_once(market.community, verbs)
    assert sorted(type(answer).__name__ for answer in made) == ["FieldSchema", "QuestionsMovedOn"]
    with scope(market.community):
        assert [number for number, _state, _codes in versions()] == [1]


def sent(*questions: dict[str, Any], do: str, after: int = 0) -> dict[str, str]:
    data = {"count": str(len(questions)), "after": str(after), "do": do}
    for place, question in enumerate(questions):
        data |= {f"q{place}-{name}": value for name, value in question.items()}
    return data


TYPED_ROOF = {"code": "", "name_nl": "Soort dak", "kind": "choice", "required": "on", "rows": "4",
              "o0_nl": "plat", "o1_nl": "", "o2_nl": "pannen", "o2_en": "tiles", "o3_nl": ""}  # fmt: skip
TYPED_AREA = {
    "code": "",
    "name_nl": "Oppervlak",
    "kind": "number",
    "unit": "m²",
    "filterable": "on",
    "rows": "2",
}


class TestPage:
    def _page(self, market: Market, data: dict[str, str]) -> Any:
        url = address(market, "category_questions", market.garden.public_id)
        return client_of(market.coordinator).post(url, data)

    def _names(self, page: Any) -> list[str]:
        return [question["name_nl"] for question in page.context["form"].written]

    @pytest.mark.parametrize(
        ("button", "names"),
        [
            ("add", ["Soort dak", "Oppervlak", ""]),
            ("up-1", ["Oppervlak", "Soort dak"]),
            ("up-0", ["Soort dak", "Oppervlak"]),
            ("down-0", ["Oppervlak", "Soort dak"]),
            ("remove-0", ["Oppervlak"]),
            ("remove-7", ["Soort dak", "Oppervlak"]),
            ("remove-x", ["Soort dak", "Oppervlak"]),
            ("preview", ["Soort dak", "Oppervlak"]),
            ("", ["Soort dak", "Oppervlak"]),
        ],
    )
    def test_a_button_keeps_what_was_typed_and_nothing_in_the_database(
        self, market: Market, button: str, names: list[str]
    ) -> None:
        page = self._page(market, sent(TYPED_ROOF, TYPED_AREA, do=button))
        assert page.status_code == 200
        assert [name or "" for name in (q.get("name_nl", "") for q in page.context["form"].written)] == names
        assert "Oppervlak (m²)" in page.content.decode()
        with scope(market.community):
            assert versions() == []

    def test_publishes_what_was_typed_without_the_empty_rows(self, market: Market) -> None:
        assert self._page(market, sent(TYPED_ROOF, TYPED_AREA, do="publish")).status_code == 302
        with scope(market.community):
            assert asked_in(FieldSchema.objects.get()) == [
                Asked("soort_dak", "Soort dak", "choice", required=True,
                      options=(Option("plat", "plat"), Option("pannen", "pannen", "tiles"))),
                Asked("oppervlak", "Oppervlak", "number", unit="m²", filterable=True),
            ]  # fmt: skip

    def test_says_beside_the_question_what_is_wrong(self, market: Market) -> None:
        page = self._page(market, sent(TYPED_AREA, {**TYPED_AREA, "name_nl": ""}, do="publish"))
        assert list(page.context["form"].forms[1].errors) == ["name_nl"]
        page = self._page(market, sent({**TYPED_ROOF, "o2_nl": "", "o2_en": ""}, do="publish"))
        assert list(page.context["form"].forms[0].errors) == ["__all__"]
        with scope(market.community):
            assert versions() == []

    def test_a_kind_that_nobody_knows_is_refused(self, market: Market) -> None:
        page = self._page(market, sent({**TYPED_AREA, "kind": "secret"}, do="publish"))
        assert page.status_code == 200
        assert list(page.context["form"].forms[0].errors) == ["kind"]

    def test_whatever_is_sent_stays_bounded(self, market: Market) -> None:
        page = self._page(
            market, {"count": "999999999", "do": "preview", "q0-rows": "999999999", "after": "x"}
        )
        assert len(page.context["form"].forms) == 20

    def test_doors(self, market: Market) -> None:
        url = address(market, "category_questions", market.garden.public_id)
        people = (None, market.provider, market.moderator, market.coordinator)
        assert [client_of(who).get(url).status_code for who in people] == [302, 403, 403, 200]
        assert client_of(market.provider).post(url, sent(TYPED_ROOF, do="publish")).status_code == 403
        with scope(market.community):
            assert versions() == []

    def test_shows_who_made_which_version_in_a_constant_number_of_queries(self, market: Market) -> None:
        url = address(market, "category_questions", market.garden.public_id)
        keeper = client_of(market.coordinator)
        with scope(market.community):
            first = publish(market, ROOF)
        make_listing(market.community, market.provider, category=market.garden, values={"soort_dak": "plat"},
                     fields_version=first)  # fmt: skip
        keeper.get(url)
        once = _count(keeper, url)
        with scope(market.community):
            publish(market, *asked_in(first), AREA, after=1)
            publish(market, AREA, after=2)
        assert _count(keeper, url) == once
        page = keeper.get(url).content.decode()
        assert "Co Ordinator" in page

    def test_a_neighbours_category_is_not_found(self, market: Market) -> None:
        from tests.factories import make_community

        theirs = make_category(make_community(slug="elders"), "Tuin", slug="tuin")
        url = reverse("marketplace:category_questions", args=[market.community.slug, theirs.public_id])
        assert client_of(market.coordinator).get(url).status_code == 404


def test_an_old_listing_stays_readable_on_its_page_after_a_new_version(market: Market) -> None:
    with scope(market.community):
        first = ask(market.garden, [{"code": "dak", "name_nl": "Dakvorm", "kind": "text"}])
    listing = make_listing(market.community, market.provider, category=market.garden, values={"dak": "schuin, zuid"},
                           fields_version=first, audience="public")  # fmt: skip
    with scope(market.community):
        publish(market, AREA, after=1)
    page = client_of(market.requester).get(address(market, "listing", listing.public_id)).content.decode()
    assert "Dakvorm" in page
    assert "schuin, zuid" in page
