"""Words, stems, compounds, slips and synonyms: pure functions over Dutch."""

import pytest

from marketplace.language import (
    Thesaurus,
    distance,
    halves,
    looked_for,
    nearest,
    parts_of,
    root,
    roots_in,
    slips_forgiven,
    telling_words,
    words_of,
)

# Words that look as if they were made of others, or hold another by chance.
NEVER_APART = """
aanbieding aandacht aardappel achter afspraak alleen antwoord appartement augustus bankier bedrijf belangrijk bestuur
betalen bibliotheek bijeenkomst bijzonder boterham buitenlands december dierbaar eenvoudig eigenaar ervaring gastvrij
gebruiker gelegenheid gemeente gereedschap geschikt gezellig handig handschoen hoeveelheid huisarts inwoner kapper
kasteel klaslokaal kleding kosten kwaliteit leerling maatschappij makkelijk manier materiaal meisje mogelijk morgen
natuurlijk noodzaak november onderdeel ongeveer opdracht openbaar oplossing ouderwets overleg partner personen plaatsen
planten programma restaurant samenleving schoonheid september standaard station stofzuiger student talent telefoon
toekomst vakantie vereniging verhaal verkeer voetbal volgende voorraad vrijwilliger waarom wandelen welkom woensdag
zaterdag zelfstandig ziekenhuis zondag wasbeer tandem pannenkoek taartje kastanje radijs zakelijk vakkundig zandloper
"""


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Zo’n café, Foto's!", ["zon", "cafe", "fotos"]),
            ("e-bike", ["ebike", "bike"]),
            ("auto-onderdelen", ["autoonderdelen", "auto", "onderdelen"]),
            ("100% gras_maaien", ["100", "gras", "maaien"]),
            ("'); DROP TABLE", ["drop", "table"]),
            ("", []),
        ],
    )
    def test_are_cut_and_folded(self, text: str, words: list[str]) -> None:
        assert words_of(text) == words

    def test_what_is_looked_for_is_each_word_once_and_eight_at_most(self) -> None:
        assert looked_for("gras Gras maaien") == ["gras", "maaien"]
        assert len(looked_for(" ".join(f"woord{n}" for n in range(20)))) == 8

    def test_words_that_say_little_count_only_when_nothing_else_does(self) -> None:
        assert telling_words("Wie kan mijn gras maaien?") == ["gras", "maaien"]
        assert telling_words("Wie kan helpen") == ["wie", "kan", "helpen"]


class TestRoots:
    @pytest.mark.parametrize(
        "family",
        [
            "repareren reparatie reparaties gerepareerd repareert",
            "maaien maaier gemaaid maait",
            "fiets fietsen fietser",
            "huis huizen",
            "boodschap boodschappen boodschapje",
            "verhuizen verhuizing verhuisd",
            "taart taarten taartje",
            "bijles bijlessen",
            "kind kinderen",
            "schilderen schilder geschilderd",
        ],
    )
    def test_are_shared_by_a_family(self, family: str) -> None:
        assert len({root(word) for word in family.split()}) == 1

    def test_of_words_that_only_look_alike_differ(self) -> None:
        for one, other in (
            ("wandelen", "handelen"),
            ("bank", "bankieren"),
            ("kat", "kast"),
            ("les", "lezen"),
        ):
            assert root(one) != root(other), (one, other)


class TestCompounds:
    @pytest.mark.parametrize(
        ("word", "parts"),
        [
            ("grasmaaier", ("gras", "maaier")),
            ("fietsreparatie", ("fiets", "reparatie")),
            ("dorpshuis", ("dorp", "huis")),  # linking -s-
            ("boekenkast", ("boeken", "kast")),  # linking -en-
            ("zonnepanelen", ("zon", "panelen")),  # linking -e-, doubled
            ("kinderfiets", ("kinder", "fiets")),
            ("kinderfietsreparatie", ("kinder", "fiets", "reparatie")),
            ("verhuisdozen", ("verhuis", "dozen")),
        ],
    )
    def test_are_taken_apart_with_what_links_them(self, word: str, parts: tuple[str, ...]) -> None:
        found = parts_of(word)
        assert tuple(map(root, found)) == tuple(map(root, parts))
        assert len(found) == len(parts)

    @pytest.mark.parametrize("word", NEVER_APART.split())
    def test_what_only_looks_like_one_stays_whole(self, word: str) -> None:
        assert parts_of(word) == ()

    def test_meet_their_parts_written_apart(self) -> None:
        assert {"gras", "maai"} <= roots_in("Grasmaaier te leen")
        assert roots_in("gras maaien") == {"gras", "maai"}
        assert {"fiets", "repareer"} <= roots_in("Fietsreparatie") & roots_in("Wie repareert mijn fiets?")


class TestSlips:
    @pytest.mark.parametrize(
        ("one", "other", "slips"),
        [
            ("stofzuigr", "stofzuiger", 1),
            ("fiest", "fiets", 1),  # two letters swapped
            ("fiets", "fiets", 0),
            ("bakfeits", "bakfiets", 1),
            ("gras", "grens", 2),
            ("kat", "olifant", 3),  # more than was asked
        ],
    )
    def test_are_counted(self, one: str, other: str, slips: int) -> None:
        assert distance(one, other, 2) == slips

    def test_are_forgiven_by_length_and_never_in_a_number(self) -> None:
        assert [slips_forgiven(word) for word in ("kat", "gras", "stofzuig", "stofzuiger", "route2024")] == [
            0,
            1,
            1,
            2,
            0,
        ]

    def test_the_nearest_words_that_begin_alike_come_back(self) -> None:
        assert nearest("stofzuigr", ["stofzuiger", "stofdoek", "schuifdeur"]) == ["stofzuiger"]
        assert nearest("ladder", ["ladder", "zadder", "ladders"]) == ["ladders"]
        assert nearest("kst", ["kast", "kist"]) == []

    @pytest.mark.parametrize(
        "wrong", ["tsofzuiger", "stofzuigre", "stofuziger", "stfzuiger", "stofzuigger", "stofzuoger"]
    )
    def test_one_slip_leaves_a_beginning_or_an_end(self, wrong: str) -> None:
        """So that an index finds the word again by one of the two."""
        first, last = halves(wrong)
        assert "stofzuiger".startswith(first) or "stofzuiger".endswith(last)


class TestThesaurus:
    def test_words_find_each_other_in_both_directions_and_in_any_form(self) -> None:
        words = Thesaurus.of([["gras", "gazon"], ["e-bike", "elektrische fiets"]])
        assert words.others(("gazons",)) == (("gras",),)
        assert words.others(("gras",)) == (("gazon",),)
        assert words.others(("ebikes",)) == (("elektrische", "fiets"),)
        assert words.others(("elektrische", "fietsen")) == (("ebike",),)
        assert words.others(("brood",)) == ()
        assert words.longest == 2
        assert Thesaurus.of([]).longest == 0
