"""The address in a letter that ends such letters: signed, so that it works without logging in."""

from collections.abc import Iterable

from django.core import signing
from django.urls import reverse

from marketplace.actions.saved_searches import silence_saved_search
from marketplace.models import SavedSearch
from weconomics.tenancy.scope import scope

SALT = "marketplace.finding.silencing"


def silence_address(searches: Iterable[SavedSearch]) -> str:
    """A path for these searches of one community."""
    rows = list(searches)
    token = signing.dumps([rows[0].community_id, [row.pk for row in rows]], salt=SALT, compress=True)
    return reverse("silence_search", args=[token])


def searches_of(token: str) -> tuple[int, list[int]] | None:
    """The community and the searches that the token names; None for what we did not sign."""
    try:
        community_id, ids = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return int(community_id), [int(pk) for pk in ids]


def silence(token: str) -> list[str] | None:
    """No letters of these searches any more; their names. A repeated call changes nothing; None for a wrong token."""
    named = searches_of(token)
    if named is None:
        return None
    community_id, ids = named
    with scope(community_id):
        return [silence_saved_search(saved=saved).name for saved in SavedSearch.objects.filter(pk__in=ids)]
