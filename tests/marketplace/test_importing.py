"""Many listings from a file: a spreadsheet as people save it, with accents, commas for decimals and broken rows."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from communities.models import Membership
from marketplace import importing
from marketplace.errors import ImportRefused, ListingIncomplete
from marketplace.models import Listing
from tests.marketplace.conftest import Market
from weconomics.errors import NotAllowed
from weconomics.tenancy.scope import scope

FILE = Path(__file__).parent / "data" / "aanbod_en_vraag.csv"
GOOD = [
    "Appels plukken en café-praat",
    "Hooibalen, klein",
    "Wie repareert mijn kruiwagen?",
    "Ruimte voor zaadjes",
]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trades(market: Market) -> None:
    """Two rows of the file name a VAT rate: only a trader charges one."""
    with scope(market.community):
        Membership.objects.filter(pk=market.provider.pk).update(trader_status="trader")


@pytest.mark.usefixtures("here")
class TestReading:
    def test_good_rows_and_what_is_wrong_with_the_others(self) -> None:
        preview = importing.read(FILE.read_bytes())
        assert [row.title for row in preview.good] == GOOD
        assert {row.number: " ".join(row.errors) for row in preview.bad[:-1]} == {
            6: "De titel ontbreekt.",
            7: "De hoeveelheid “1,2,3” is geen getal boven nul.",
            8: "De categorie “Vliegen” bestaat niet in deze community.",
            9: "“ruil” is niet een van: Aanbod, Vraag.",
            10: "De prijs ontbreekt.",
            11: "De btw “19” is niet 0, 9 of 21.",
            12: "Prijs: Schrijf een bedrag zoals 12,50.",
            13: "De lokale groep “Overkant” bestaat niet in deze community.",
            14: "De prijs is niet hoger dan nul.",
        }
        assert (preview.bad[-1].number, len(preview.bad)) == (15, 10)
        assert "meer cellen" in preview.bad[-1].errors[0]

    def test_windows_letters_and_other_separators_are_read_too(self) -> None:
        text = "side,title,category\noffer,Crème brûlée,tuin\n"
        [row] = importing.read(text.encode("cp1252")).rows
        assert (row.title, row.errors) == ("Crème brûlée", ())

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "eerste rij"),
            (b"naam;prijs\nAppels;3", "eerste rij"),
            (b"\x00\x01\x02", "eerste rij"),
            (b"soort;titel\n" + b"aanbod;x\n" * 1001, "1.000"),
            (b"x" * (2 * 1024 * 1024 + 1), "2 MB"),
        ],
    )
    def test_what_is_no_table_is_refused_in_a_sentence(self, data: bytes, says: str) -> None:
        with pytest.raises(ImportRefused, match=says) as refused:
            importing.read(data)
        assert refused.value.data == {"field": "file"}

    def test_the_good_rows_become_drafts(self, market: Market) -> None:
        preview = importing.read(FILE.read_bytes())
        importing.apply(preview, owner=str(market.ref("provider")), by=market.actor("provider"))
        rows = Listing.objects.order_by("pk").values_list(
            "side", "title", "quantity", "price_minor", "price_type", "vat_bp", "audience", "state"
        )
        assert list(rows) == [
            ("offer", GOOD[0], Decimal("2.5"), None, "free", 0, "public", "draft"),
            ("offer", GOOD[1], Decimal(40), 375, "per_unit", 900, "community", "draft"),
            ("request", GOOD[2], Decimal(1), 1500, "fixed", 0, "group", "draft"),
            ("request", GOOD[3], None, None, "negotiable", 0, "community", "draft"),
        ]
        assert (
            Listing.objects.order_by("pk")[0].text
            == "Zelf plukken; breng een emmer mee.\r\nWe schenken koffie."
        )

    def test_a_private_person_charges_no_vat(self, market: Market) -> None:
        preview = importing.read(FILE.read_bytes())
        with pytest.raises(ListingIncomplete) as refused:
            importing.apply(preview, owner=str(market.ref("third")), by=market.actor("third"))
        assert refused.value.data == {"field": "vat_category"}
        assert not Listing.objects.exists()

    def test_nobody_brings_in_for_somebody_else(self, market: Market) -> None:
        with pytest.raises(NotAllowed):
            importing.apply(
                importing.read(FILE.read_bytes()), owner=str(market.ref("provider")), by=market.actor("third")
            )
        assert not Listing.objects.exists()


class TestTheCommand:
    def command(self, market: Market, *more: str, member: str = "") -> str:
        said = StringIO()
        email = member or market.provider.user.email
        call_command("import_listings", str(FILE), "--community", market.community.slug, "--member", email, *more,
                     stdout=said)  # fmt: skip
        return said.getvalue()

    def test_shows_first_and_writes_when_asked(self, market: Market) -> None:
        assert "4 good, 10 to mend" in self.command(market)
        with scope(market.community):
            assert not Listing.objects.exists()
        assert "4 drafts are ready." in self.command(market, "--apply")
        with scope(market.community):
            assert Listing.objects.count() == 4

    def test_names_who_is_unknown(self, market: Market) -> None:
        with pytest.raises(CommandError, match="not a member"):
            self.command(market, member="niemand@voorbeeld.example")


class TestThePage:
    def post(self, market: Market, *, file: bytes, **more: str) -> tuple[str, int]:
        client = Client()
        client.force_login(market.provider.user)
        url = reverse("marketplace:listing_import", args=[market.community.slug])
        data = {"file": SimpleUploadedFile("aanbod.csv", file), "owner": str(market.ref("provider")), **more}
        answer = client.post(url, data)
        return answer.content.decode(), answer.status_code

    def test_previews_every_row_and_writes_nothing(self, market: Market) -> None:
        page, _status = self.post(market, file=FILE.read_bytes())
        assert all(title in page for title in (GOOD[0], GOOD[1]))
        assert "De btw “19” is niet 0, 9 of 21." in page
        with scope(market.community):
            assert not Listing.objects.exists()

    def test_brings_the_good_ones_in(self, market: Market) -> None:
        _page, status = self.post(market, file=FILE.read_bytes(), apply="1")
        assert status == 302
        with scope(market.community):
            assert Listing.objects.count() == 4

    def test_says_beside_the_field_what_is_wrong_with_a_file(self, market: Market) -> None:
        page, status = self.post(market, file=b"naam;prijs\nAppels;3")
        assert status == 200
        assert "De eerste rij moet de kolommen noemen" in page
