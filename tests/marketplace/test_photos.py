"""Pictures of a listing: judged by content, written anew without where they were taken, ordered, described, taken away."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from communities.models import Membership
from marketplace.actions.photos import (
    MOST_PHOTOS,
    add_photos,
    describe_photos,
    make_cover,
    move_photo_up,
    remove_photo,
)
from marketplace.errors import ListingIncomplete, WrongListingState
from marketplace.models import Listing, ListingPhoto
from tests.api.rows import make_listing
from tests.marketplace.conftest import Market
from weconomics.errors import NotAllowed, NotFound
from weconomics.pictures import PictureRefused
from weconomics.tenancy.scope import scope

pytestmark = pytest.mark.django_db
COLOURS = ("red", "green", "blue", "yellow")
NEAR_THE_WAAL = {1: "N", 2: (51.0, 50.0, 52.0), 3: "E", 4: (5.0, 52.0, 12.0)}


def picture(colour: str = "red", size: tuple[int, int] = (60, 40)) -> BytesIO:
    """A photo as a phone makes it: with the place where it was taken, and a thumbnail of words."""
    made = BytesIO()
    image = Image.new("RGB", size, colour)
    exif = image.getexif()
    exif[ExifTags.Base.Make] = "Telefoonmaker"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(NEAR_THE_WAAL)
    image.save(made, "JPEG", exif=exif)
    made.seek(0)
    return made


def add(market: Market, listing: Listing, colours: Sequence[str], name: str = "provider") -> Listing:
    with scope(market.community):
        return add_photos(listing=listing, files=[picture(c) for c in colours], by=market.actor(name))


def shown(market: Market, listing: Listing) -> list[str]:
    """The colours in their order, the cover first."""
    with scope(market.community):
        row = Listing.objects.get(pk=listing.pk)
        files = [row.photo] if row.photo else []
        return [_colour(file) for file in [*files, *(photo.photo for photo in row.photos.all())]]


def _colour(file: Any) -> str:
    with file.open() as opened, Image.open(opened) as image:
        red, green, blue = image.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    near = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
    return min(
        near, key=lambda name: sum(abs(a - b) for a, b in zip(near[name], (red, green, blue), strict=True))
    )


class TestAdding:
    def test_the_first_is_the_cover_and_the_rest_follow(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        add(market, offer, ["red", "green"])
        add(market, offer, ["blue"])
        assert shown(market, offer) == ["red", "green", "blue"]

    def test_nothing_of_where_it_was_taken_is_kept(self, market: Market) -> None:
        sent = picture()
        with Image.open(sent) as before:
            assert before.getexif().get_ifd(ExifTags.IFD.GPSInfo)[2] == (51.0, 50.0, 52.0)
        offer = make_listing(market.community, market.provider)
        add(market, offer, ["red", "green"])
        with scope(market.community):
            row = Listing.objects.get()
            for file in (row.photo, row.photos.get().photo):
                with file.open() as opened:
                    data = opened.read()
                with Image.open(BytesIO(data)) as kept:
                    assert (kept.format, dict(kept.getexif()), kept.info.get("exif")) == ("WEBP", {}, None)
                assert b"Telefoonmaker" not in data
                assert b"Exif" not in data

    @pytest.mark.parametrize(
        "data",
        [
            b"<svg onload=alert(1)>",
            b"GIF89a" + b"\0" * 40,
            b"%PDF-1.7",
            b"",
            b"\xff\xd8\xff\xe0 half a photo",
        ],
    )
    def test_what_is_no_photo_is_refused_and_none_is_kept(self, market: Market, data: bytes) -> None:
        offer = make_listing(market.community, market.provider)
        with scope(market.community), pytest.raises(PictureRefused):
            add_photos(listing=offer, files=[picture(), BytesIO(data)], by=market.actor("provider"))
        assert shown(market, offer) == []

    def test_more_than_eight_are_refused(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        add(market, offer, ["red"] * MOST_PHOTOS)
        with pytest.raises(ListingIncomplete) as refused:
            add(market, offer, ["green"])
        assert refused.value.data == {"field": "photo"}
        assert len(shown(market, offer)) == 8


class TestOrder:
    @pytest.fixture
    def offer(self, market: Market) -> Listing:
        return add(market, make_listing(market.community, market.provider), COLOURS)

    def photo(self, market: Market, offer: Listing, number: int) -> ListingPhoto:
        with scope(market.community):
            return list(offer.photos.all())[number]

    def test_one_place_earlier(self, market: Market, offer: Listing) -> None:
        last = self.photo(market, offer, 2)
        with scope(market.community):
            move_photo_up(listing=offer, photo_id=last.public_id, by=market.actor("provider"))
        assert shown(market, offer) == ["red", "green", "yellow", "blue"]

    def test_the_cover_changes_places_and_takes_its_words_along(self, market: Market, offer: Listing) -> None:
        blue = self.photo(market, offer, 1)
        by = market.actor("provider")
        with scope(market.community):
            describe_photos(listing=offer, cover="Rood", alts={blue.public_id: "Blauw"}, by=by)
            make_cover(listing=offer, photo_id=blue.public_id, by=by)
            row = Listing.objects.get()
            assert (row.photo_alt, row.photos.all()[0].alt) == ("Blauw", "Rood")
        assert shown(market, offer) == ["blue", "red", "green", "yellow"]

    def test_taking_the_cover_away_lets_the_next_take_its_place(
        self, market: Market, offer: Listing, django_capture_on_commit_callbacks: Any
    ) -> None:
        with scope(market.community):
            file = Listing.objects.get().photo
            with django_capture_on_commit_callbacks(execute=True):
                remove_photo(listing=offer, photo_id=None, by=market.actor("provider"))
        assert shown(market, offer) == ["green", "blue", "yellow"]
        assert not file.storage.exists(file.name)

    def test_what_is_hidden_by_a_moderator_stays_as_it_is(self, market: Market, offer: Listing) -> None:
        green = self.photo(market, offer, 0)
        by = market.actor("provider")
        with scope(market.community):
            offer.photos.filter(pk=green.pk).update(hidden_at=timezone.now())
            for verb in (make_cover, move_photo_up, remove_photo):
                with pytest.raises(NotFound):
                    verb(listing=offer, photo_id=green.public_id, by=by)
        assert shown(market, offer) == ["red", "green", "blue", "yellow"]
        page = client_of(market.requester).get(listing_page(market, offer)).content.decode()
        assert green.photo.name.rsplit("/", 1)[1] not in page

    @pytest.mark.parametrize("name", ["visitor", "requester", "moderator"])
    def test_only_whose_it_is_touches_them(self, market: Market, offer: Listing, name: str) -> None:
        by, green = market.actor(name), self.photo(market, offer, 0).public_id
        with scope(market.community):
            for verb in (make_cover, move_photo_up, remove_photo):
                with pytest.raises(NotAllowed):
                    verb(listing=offer, photo_id=green, by=by)
            with pytest.raises(NotAllowed):
                describe_photos(listing=offer, cover="x", alts={}, by=by)
        with pytest.raises(NotAllowed):
            add(market, offer, ["red"], name)
        assert shown(market, offer) == list(COLOURS)

    def test_a_closed_listing_and_a_photo_that_is_not_there(self, market: Market, offer: Listing) -> None:
        by = market.actor("provider")
        with scope(market.community):
            with pytest.raises(NotFound):
                make_cover(listing=offer, photo_id=uuid4(), by=by)
            Listing.objects.update(state="closed")
            with pytest.raises(WrongListingState):
                remove_photo(listing=offer, photo_id=None, by=by)
        assert shown(market, offer) == list(COLOURS)


def client_of(member: Membership | None) -> Client:
    client = Client()
    if member:
        client.force_login(member.user)
    return client


def listing_page(market: Market, listing: Listing, name: str = "listing") -> str:
    return reverse(f"marketplace:{name}", args=[market.community.slug, listing.public_id])


def upload(colour: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{colour}.jpg", picture(colour).read(), "image/jpeg")


class TestThePages:
    def test_each_comes_in_or_not(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, audience="public")
        url = listing_page(market, offer, "listing_photos")
        names = ("provider", "requester", "third", "moderator")
        assert [client_of(getattr(market, name)).get(url).status_code for name in names] == [200] + [403] * 3
        assert client_of(None).get(url).status_code == 302

    def test_several_at_once_with_words_and_in_order(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider, audience="public")
        client, url = client_of(market.provider), listing_page(market, offer, "listing_photos")
        assert client.post(url, {"photo": [upload("red"), upload("green")]}).status_code == 302
        with scope(market.community):
            green = offer.photos.get()
        data = {
            "alt_cover": "Een rode deur",
            f"alt_{green.public_id}": "Een groene deur",
            "up": str(green.public_id),
        }
        assert client.post(url, data).status_code == 302
        assert shown(market, offer) == ["green", "red"]
        page = client_of(None).get(listing_page(market, offer)).content.decode()
        assert page.index('alt="Een groene deur"') < page.index('alt="Een rode deur"')
        client.post(url, {"remove": "cover"})
        assert shown(market, offer) == ["red"]

    def test_what_is_no_photo_is_said_beside_the_field(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        bad = SimpleUploadedFile("x.jpg", b"<script>", "image/jpeg")
        answer = client_of(market.provider).post(
            listing_page(market, offer, "listing_photos"), {"photo": [bad]}
        )
        assert answer.status_code == 200
        assert "photo" in answer.context["form"].errors
        assert shown(market, offer) == []

    def test_a_key_that_is_none_is_not_found(self, market: Market) -> None:
        offer = make_listing(market.community, market.provider)
        answer = client_of(market.provider).post(
            listing_page(market, offer, "listing_photos"), {"remove": "../x"}
        )
        assert answer.status_code in (200, 404)
        assert shown(market, offer) == []

    @pytest.mark.usefixtures("open_gates")
    def test_they_come_along_with_a_new_listing(self, market: Market) -> None:
        url = reverse("marketplace:listing_new", args=[market.community.slug, "offer"])
        data = {
            "title": "Deuren", "category": market.garden.pk, "kind": "good", "unit": "piece", "price_type": "free",
            "audience": "public", "owner": str(market.ref("provider")), "photo": [upload("blue"), upload("red")],
        }  # fmt: skip
        answer = client_of(market.provider).post(url, data)
        assert answer.status_code == 302, answer.context["form"].errors
        with scope(market.community):
            offer = Listing.objects.get()
        assert shown(market, offer) == ["blue", "red"]

    def test_each_can_be_reported_by_itself_and_none_by_whose_it_is(self, market: Market) -> None:
        offer = add(market, make_listing(market.community, market.provider), ["red", "green", "blue"])
        with scope(market.community):
            ids = [offer.public_id, *offer.photos.order_by("position").values_list("public_id", flat=True)]
        links = [
            reverse("marketplace:moderation_report", args=[market.community.slug, "photo", i]) for i in ids
        ]
        url = listing_page(market, offer)
        page = client_of(market.requester).get(url).content.decode()
        assert [page.count(f'href="{link}"') for link in links] == [1, 1, 1]
        assert [f"Meld foto {number}<" in page for number in (1, 2, 3)] == [False, True, True]
        for link in links:
            assert client_of(market.requester).get(link).status_code == 200
        own = client_of(market.provider).get(url).content.decode()
        assert [link in own for link in links] == [False, False, False]
