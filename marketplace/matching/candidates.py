"""Whom to score: by words, by category and nearness, and who matched before. Bounded, however large the community.

Below row-level security `@@` never reads its index (docs/decisions/0003), so the words are asked of a function that
names the community itself. All that comes back are ids; the rows are read below the policy.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Abs

from marketplace.enums import Audience, ListingState, Side
from marketplace.finding.understanding import near_words
from marketplace.geometry import KM_PER_DEGREE
from marketplace.language import Thesaurus, is_known, nearest, root
from marketplace.language.lexemes import MARK
from marketplace.language.needles import ALL, Technique
from marketplace.matching.parts import FAR_KM
from marketplace.matching.said import Said, said_in
from marketplace.models import Listing, Match, Synonym

BY_WORDS, BY_CATEGORY = 150, 60
EACH = 1_000  # of one word: a word in a thousand listings says little by itself
MOST_ROOTS = 16
# The most telling words are also asked two by two, so that a frequent one still finds the right ones.
IN_PAIRS = 6
PAIR_WORTH = 1.5
ASK = "SELECT id FROM listing_candidates(%s::tsquery[], %s::real[], %s, %s, %s)"


def candidates_of(listing: Listing, *, techniques: frozenset[Technique] = ALL) -> list[int]:
    """Ids of published listings of the other side by other people; the most likely first."""
    others = _others_of(listing)
    found = dict.fromkeys(_by_words(listing, techniques))
    found |= dict.fromkeys(_by_category(listing, others))
    found |= dict.fromkeys(_matched_before(listing))
    return list(others.filter(pk__in=list(found)).values_list("pk", flat=True))


def _others_of(listing: Listing) -> QuerySet[Listing]:
    side = Side.REQUEST if listing.is_offer else Side.OFFER
    others = Listing.objects.filter(
        community=listing.community_id, side=side, state=ListingState.PUBLISHED, hidden_at=None
    )
    if listing.owner_organisation_id:
        others = others.exclude(owner_organisation_id=listing.owner_organisation_id)
    else:
        others = others.exclude(owner_membership_id=listing.owner_membership_id, owner_organisation=None)
    reachable = ~Q(audience=Audience.GROUP) | Q(local_group_id=listing.local_group_id)
    if listing.audience == Audience.GROUP:
        reachable &= Q(local_group_id=listing.local_group_id)
    return others.filter(reachable).order_by()


def _by_words(listing: Listing, techniques: frozenset[Technique]) -> list[int]:
    """By the roots of its words, each worth less the more listings say it."""
    asked = queries_asked(listing, techniques=techniques)
    if not asked:
        return []
    side = Side.REQUEST if listing.is_offer else Side.OFFER
    with connection.cursor() as cursor:
        words, worths = [query for query, _ in asked], [worth for _, worth in asked]
        cursor.execute(ASK, [words, worths, str(side), EACH, BY_WORDS])
        return [pk for (pk,) in cursor.fetchall()]


def queries_asked(listing: Listing, *, techniques: frozenset[Technique] = ALL) -> list[tuple[str, float]]:
    """Each root, and the most telling ones two by two, as a tsquery with what it is worth."""
    roots = roots_asked(listing, techniques=techniques)
    best = roots[:IN_PAIRS]
    pairs = [
        (f"'{MARK}{one}' & '{MARK}{other}'", PAIR_WORTH * (worth + also))
        for place, (one, worth) in enumerate(best)
        for other, also in best[place + 1 :]
    ]
    return [(f"'{MARK}{found}'", worth) for found, worth in roots] + pairs


def roots_asked(listing: Listing, *, techniques: frozenset[Technique] = ALL) -> list[tuple[str, float]]:
    """Roots with how much each says, most telling first: its own, those of synonyms, and slips that others made."""
    thesaurus = Thesaurus.of(Synonym.objects.values_list("words", flat=True))
    said = said_in(listing.title, listing.text, thesaurus=thesaurus, techniques=techniques)
    worth = {**said.also, **said.own}
    best = sorted(worth, key=lambda found: (-worth[found], -len(found), found))[:MOST_ROOTS]
    asked = {found: worth[found] for found in best}
    for written, slip in _slips_of_others(said, best) if Technique.SLIPS in techniques else ():
        asked.setdefault(root(slip), 0.8 * worth[written])
    return sorted(asked.items(), key=lambda item: -item[1])


def _slips_of_others(said: Said, best: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Words of the community that nobody knows, one slip from a word that stands here."""
    written = {said.written[found]: found for found in best if found in said.written}
    for word, others in near_words(written, only_public=False).items():
        unknown = [other for other in others if other != word and not is_known(other)]
        yield from ((written[word], slip) for slip in nearest(word, unknown, most=1)[:2])


def _by_category(listing: Listing, others: QuerySet[Listing]) -> list[int]:
    """Of the same category: the nearest where it has a place, else the newest."""
    same = others.filter(category_id=listing.category_id)
    if listing.lat is None or listing.lon is None:
        return list(same.order_by("-published_at").values_list("pk", flat=True)[:BY_CATEGORY])
    span = FAR_KM / KM_PER_DEGREE
    near = same.filter(
        lat__range=(listing.lat - span, listing.lat + span),
        lon__range=(listing.lon - 2 * span, listing.lon + 2 * span),
    ).order_by(Abs(F("lat") - listing.lat) + Abs(F("lon") - listing.lon) * 0.6, "pk")
    nearby = list(near.values_list("pk", flat=True)[:BY_CATEGORY])
    return nearby or list(same.order_by("-published_at").values_list("pk", flat=True)[:BY_CATEGORY])


def _matched_before(listing: Listing) -> list[int]:
    own, other = ("offer", "request") if listing.is_offer else ("request", "offer")
    return list(Match.objects.filter(**{own: listing}).values_list(f"{other}_id", flat=True))
