"""A large network, written straight to the tables: 200 communities, one of them with 50,000 listings."""

import itertools
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from communities.models import Community, Membership, User
from marketplace.enums import Audience, Kind, ListingState, PriceType, Side, Unit
from marketplace.models import Category, Listing
from tests.factories import make_domain, make_local_group, make_member, make_network_leader, make_user
from weconomics.tenancy.scope import scope

COMMUNITIES, LISTINGS, ELSEWHERE = 200, 50_000, 20
LARGE = "grote-markt"
GROUP = UUID("0197cafe-0000-7000-8000-000000000001")  # near which the benchmark searches
CHUNK = 2_000
PHOTOS_AND_DRAFTS = 10  # one in ten listings is no longer or not yet published
THINGS = ("fiets", "ladder", "boormachine", "grasmaaier", "tuin", "boekhouding", "oppas", "Engels", "gitaar", "website",
          "taart", "appels", "honing", "schilderwerk", "verhuizing", "aanhanger", "naaimachine", "wasmachine", "kookles",
          "moestuin", "hond", "kat", "bijles", "wiskunde", "vertaling", "fotografie", "werkplaats", "lasapparaat",
          "kinderwagen", "bed", "kast", "stoel", "tafel", "lamp", "piano", "garden", "accounting", "repair")  # fmt: skip
MANNERS = (
    "hulp bij",
    "les in",
    "te leen",
    "te huur",
    "gezocht",
    "aangeboden",
    "reparatie van",
    "tweedehands",
)
PLACES = (("Zutphen", 52.146, 6.208), ("Deventer", 52.255, 6.160), ("Doesburg", 52.013, 6.134))


def fill() -> User:
    """Fill the empty database. Returns a member of the large community, to look as somebody who is logged in."""
    chance = random.Random(20261123)
    domain = make_domain(make_network_leader())
    person = make_user("meting@voorbeeld.example", name="Mia Meting")
    large = _community(domain, LARGE, "Grote Markt")
    make_member(large, user=person)
    make_local_group(large, "Zutphen", lat=52.146, lon=6.208, public_id=GROUP)
    _fill_listings(large, LISTINGS, chance)
    for number in range(COMMUNITIES - 1):
        community = _community(domain, f"markt-{number}", f"Markt {number}")
        make_member(community, user=person)
        _fill_listings(community, ELSEWHERE, chance)
    return person


def _community(domain: Any, slug: str, name: str) -> Community:
    return Community.objects.create(
        domain=domain,
        network_leader=domain.network_leader,
        slug=slug,
        name=name,
        tagline="Vraag en aanbod in de buurt",
        connected_at=timezone.now(),
    )


def _fill_listings(community: Community, wanted: int, chance: random.Random) -> None:
    with scope(community):
        owner = Membership.objects.get()
        categories = [
            Category.objects.create(
                name_nl=f"Rubriek {n}", name_en=f"Category {n}", slug=f"rubriek-{n}", position=n
            )
            for n in range(12 if wanted > CHUNK else 2)
        ]
    rows = (_listing(owner, categories, number, chance) for number in range(wanted))
    for chunk in _chunks(rows):
        with scope(community):  # one transaction a chunk: none may last a minute
            Listing.objects.bulk_create(chunk)


def _listing(owner: Membership, categories: list[Category], number: int, chance: random.Random) -> Listing:
    place, lat, lon = chance.choice(PLACES)
    # Words as people use them: a few in every other text, most of them rare.
    things = chance.choices(THINGS, weights=[1 / rank for rank in range(1, len(THINGS) + 1)], k=6)
    priced = chance.random() < 0.5
    published = number % PHOTOS_AND_DRAFTS != 0
    return Listing(
        community_id=owner.community_id,
        owner_membership=owner,
        side=chance.choice(Side.values),
        kind=chance.choice(Kind.values),
        title=f"{chance.choice(MANNERS)} {things[0]} {number}".capitalize(),
        text=f"In de buurt van {place}: {' en '.join(things)}. Kom gerust eens kijken of stuur een bericht.",
        category=chance.choice(categories),
        unit=Unit.PIECE,
        price_type=PriceType.FIXED if priced else PriceType.FREE,
        price_minor=chance.randrange(100, 20_000) if priced else None,
        place=place,
        lat=lat + chance.uniform(-0.1, 0.1),
        lon=lon + chance.uniform(-0.1, 0.1),
        audience=Audience.PUBLIC,
        state=ListingState.PUBLISHED if published else ListingState.PAUSED,
        published_at=timezone.now() - timedelta(minutes=number),
    )


def _chunks(rows: Iterator[Listing]) -> Iterator[list[Listing]]:
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield chunk
