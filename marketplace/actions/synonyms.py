"""Words that mean the same in this community."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.errors import SynonymIncomplete
from marketplace.language.words import phrase_of
from marketplace.matching.again import plan_for_words
from marketplace.models import Synonym
from weconomics.actor import Actor
from weconomics.errors import NotAllowed

MOST_WORDS = 12
LONGEST_WORD = 60
MOST_GROUPS = 500


@transaction.atomic
def add_synonym(*, words: Sequence[str], by: Actor) -> Synonym:
    """From now on each of these words finds the others. Raises NotAllowed, SynonymIncomplete."""
    _check(words, by)
    if Synonym.objects.count() >= MOST_GROUPS:
        raise SynonymIncomplete(_("There are 500 groups already. Delete one that nobody needs."))
    plan_for_words(words)
    return Synonym.objects.create(words=list(words), made_by_id=by.membership_id)


@transaction.atomic
def change_synonym(*, synonym: Synonym, words: Sequence[str], by: Actor) -> Synonym:
    """Raises NotAllowed, SynonymIncomplete."""
    _check(words, by)
    synonym = Synonym.objects.select_for_update().get(pk=synonym.pk)
    plan_for_words([*synonym.words, *words])
    synonym.words = list(words)
    synonym.save(update_fields=["words", "updated_at"])
    return synonym


@transaction.atomic
def delete_synonym(*, synonym: Synonym, by: Actor) -> None:
    """Raises NotAllowed."""
    if not rules.may_manage_categories(by=by):
        raise NotAllowed
    plan_for_words(synonym.words)
    synonym.delete()


def _check(words: Sequence[str], by: Actor) -> None:
    if not rules.may_manage_categories(by=by):
        raise NotAllowed
    different = {phrase_of(word) for word in words} - {()}
    if len(different) < 2 or len(different) < len(words):
        raise SynonymIncomplete(
            _("Write at least two words that differ, with a comma between them."), data={"field": "words"}
        )
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise SynonymIncomplete(
            _("At most twelve words, and none longer than 60 letters."), data={"field": "words"}
        )
