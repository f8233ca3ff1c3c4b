"""Writing versions of the connecting factors. Adopting one is not here for the asking: a decision does it."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from governance import factors, rules
from governance.enums import Factor, FactorState
from governance.errors import (
    ContentIncomplete,
    ContentWrong,
    DraftChanged,
    EffectAlreadyProposed,
    WrongFactorState,
)
from governance.factors.content import Content
from governance.models import FactorVersion
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def start_factor_draft(*, factor: Factor, by: Actor) -> FactorVersion:
    """Begin the next version of a factor from what the newest one says. A draft that is there already is returned.

    Raises NotAllowed.
    """
    if not rules.may_write_factor(by=by):
        raise NotAllowed
    drafts = FactorVersion.objects.filter(factor=factor, state=FactorState.DRAFT)
    draft = drafts.first()
    if draft is not None:
        return draft
    try:
        with transaction.atomic():
            return _insert_draft(factor, by)
    except IntegrityError:  # somebody began one at the same moment: theirs is as good
        return drafts.get()


@transaction.atomic
def save_factor_draft(
    *,
    version: FactorVersion,
    content: Content,
    by: Actor,
    review_on: date | None = None,
    revision: int | None = None,
) -> FactorVersion:
    """Keep what was written so far; it may be incomplete.

    `content` has the shape of `factors.SCHEMAS`. `revision` is the number the writer started from: somebody else's
    save in between is not overwritten. Raises NotAllowed, WrongFactorState, DraftChanged, ContentWrong.
    """
    if not rules.may_write_factor(by=by):
        raise NotAllowed
    version = FactorVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.state != FactorState.DRAFT:
        raise WrongFactorState
    if revision is not None and revision != version.revision:
        raise DraftChanged(data={"revision": version.revision})
    version.content = _checked(Factor(version.factor), content)
    version.review_on = review_on or version.review_on
    version.revision += 1
    version.saved_at = timezone.now()
    version.written_by_id = by.membership_id or version.written_by_id
    version.save(update_fields=["content", "review_on", "revision", "saved_at", "written_by"])
    return version


@transaction.atomic
def discard_factor_draft(*, version: FactorVersion, by: Actor) -> FactorVersion:
    """Put a draft away. It stays readable in the list of versions. Raises NotAllowed, WrongFactorState."""
    if not rules.may_write_factor(by=by):
        raise NotAllowed
    version = FactorVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.state != FactorState.DRAFT:
        raise WrongFactorState
    return _move(version, FactorState.WITHDRAWN)


def propose_version(version_id: int) -> None:
    """Called when a proposal about this version opens: from now on it cannot be written in.

    Raises WrongFactorState, ContentIncomplete, EffectAlreadyProposed.
    """
    version = FactorVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if version.state != FactorState.DRAFT:
        raise WrongFactorState
    lacking = factors.missing(Factor(version.factor), version.content)
    if lacking:
        names = ", ".join(str(problem.message) for problem in lacking)
        raise ContentIncomplete(f"{ContentIncomplete.message} ({names})", data={"missing": names})
    try:
        with transaction.atomic():
            _move(version, FactorState.PROPOSED)
    except IntegrityError as error:  # factor_one_proposed
        raise EffectAlreadyProposed(data={"field": "effect"}) from error


def release_version(version_id: int) -> None:
    """Called when a proposal ends without a decision, or takes another version: this one was not chosen."""
    version = FactorVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if version.state == FactorState.PROPOSED:
        _move(version, FactorState.WITHDRAWN)


def _insert_draft(factor: Factor, by: Actor) -> FactorVersion:
    newest = FactorVersion.objects.filter(factor=factor).order_by("-number").first()
    return FactorVersion.objects.create(
        factor=factor,
        number=newest.number + 1 if newest else 1,
        content=factors.clean(factor, newest.content if newest else _defaults(factor)),
        written_by_id=by.membership_id,
    )


def _checked(factor: Factor, content: Content) -> Content:
    problems = factors.problems(factor, content)
    if problems:
        raise ContentWrong(data={"problems": problems})
    return factors.clean(factor, content)


def _move(version: FactorVersion, state: FactorState) -> FactorVersion:
    version.state = state
    version.save(update_fields=["state"])
    return version


def _defaults(factor: Factor) -> dict[str, Any]:
    parts = [part for part in factors.SCHEMAS[factor] if isinstance(part, factors.Field)]
    return {part.key: part.default for part in parts if part.default is not None}
