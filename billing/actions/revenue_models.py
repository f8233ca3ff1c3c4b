"""Writing a revenue model, and putting it in force by decision."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import ModelState
from billing.errors import (
    FeeRuleInvalid,
    ModelHasNoName,
    ModelIsProposed,
    ModelNotDraft,
    NoticeOutOfBounds,
    NoticeTooShort,
    ProviderWouldLose,
)
from billing.events import RevenueModelActivated, RevenueModelAnnounced
from billing.flaws import flaws_of, flaws_of_place
from billing.models import FeeRule, NumberSeries, RevenueModel
from billing.models.revenue_model import NOTICE_DAYS
from billing.pricing import Loss, loss_of_provider
from communities.interface import has_business_users
from governance.interface import open_proposal_for
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.jobs import enqueue
from weconomics.money import format_money
from weconomics.registry.effects import DecisionRef
from weconomics.tenancy.community import community_in_scope

EFFECT = "billing.activate_revenue_model"
SERIES = "models"
BEGIN = "billing.begin_model"
LONGEST_NOTICE_DAYS = 365
RuleValues = dict[str, Any]
# Where the rule is kept, not what it says: saving the same draft again changes nothing.
OUTSIDE_THE_RULE = ("id", "community_id", "revenue_model_id", "line_id")


@transaction.atomic
def draft_revenue_model(
    *,
    name: str,
    explanation: str,
    fee_rules: Iterable[RuleValues],
    by: Actor,
    notice_days: int = NOTICE_DAYS,
) -> RevenueModel:
    """A new version to talk about. A model without rules is a choice too: nobody pays.

    Raises NotAllowed, ModelHasNoName, FeeRuleInvalid.
    """
    if not rules.may_write_models(by=by):
        raise NotAllowed(_("Only the treasurer or who leads the community drafts revenue models."))
    model = RevenueModel(
        name=_checked_name(name), explanation=explanation.strip(), notice_days=_checked_days(notice_days)
    )
    model.number = _next_number()
    model.save()
    _write_rules(model, fee_rules)
    return model


@transaction.atomic
def change_revenue_model(
    *,
    model: RevenueModel,
    name: str,
    explanation: str,
    fee_rules: Iterable[RuleValues],
    by: Actor,
    notice_days: int = NOTICE_DAYS,
) -> RevenueModel:
    """Replace the text and the rules of a draft. Raises NotAllowed, ModelNotDraft, ModelHasNoName, FeeRuleInvalid."""
    if not rules.may_write_models(by=by):
        raise NotAllowed(_("Only the treasurer or who leads the community drafts revenue models."))
    model = _locked_draft(model)
    model.name, model.explanation = _checked_name(name), explanation.strip()
    model.notice_days = _checked_days(notice_days)
    model.save(update_fields=["name", "explanation", "notice_days"])
    model.rules.all().delete()
    _write_rules(model, fee_rules)
    return model


@transaction.atomic
def discard_revenue_model(*, model: RevenueModel, by: Actor) -> None:
    """Throw a draft away. Raises NotAllowed, ModelNotDraft, ModelIsProposed."""
    if not rules.may_write_models(by=by):
        raise NotAllowed(_("Only the treasurer or who leads the community drafts revenue models."))
    draft = _locked_draft(model)
    if open_proposal_for(EFFECT, draft.pk) is not None:
        raise ModelIsProposed
    draft.delete()


@transaction.atomic
def activate_revenue_model(model_id: int, decision: DecisionRef, as_of: datetime | None = None) -> None:
    """The effect of a decision, and of nothing else: this version begins after its notice, the very first at once.

    What was agreed before keeps the rules it was agreed under. Raises ModelNotDraft, ProviderWouldLose, NoticeTooShort.
    """
    _lock_versions()
    model = RevenueModel.objects.select_for_update().get(pk=model_id)
    if model.decision_number == decision.number:
        return
    if not model.is_draft:
        raise ModelNotDraft
    refuse_what_cannot_be_decided(model)
    before = _last_decided()
    moment = _beginning(model, before, decision.decided_at)
    _continue_lines(model)
    if before is not None:
        before.active_to = moment
        before.save(update_fields=["active_to"])
    model.state, model.active_from = ModelState.ANNOUNCED, moment
    model.decision_number = decision.number
    model.save(update_fields=["state", "active_from", "decision_number"])
    publish(RevenueModelAnnounced(model.pk))
    if moment <= (as_of or timezone.now()):
        begin_revenue_model(model_id=model.pk, as_of=moment)
    else:
        enqueue(BEGIN, key=str(model.pk), payload={"model_id": model.pk}, run_after=moment)


@transaction.atomic
def begin_revenue_model(*, model_id: int, as_of: datetime | None = None) -> None:
    """Say of a version whose moment has come that it is in force, and of those before it that they are replaced.

    Its moment counts for deals and fees whether or not this ran in time. Before the moment and when repeated: nothing.
    """
    _lock_versions()
    model = RevenueModel.objects.select_for_update().get(pk=model_id)
    if not model.is_announced or model.active_from is None or model.active_from > (as_of or timezone.now()):
        return
    ended = RevenueModel.objects.filter(active_to__lte=model.active_from)
    ended.filter(state__in=[ModelState.ACTIVE, ModelState.ANNOUNCED]).exclude(pk=model.pk).update(
        state=ModelState.SUPERSEDED
    )
    replaced = model.active_to is not None and model.active_to <= model.active_from
    model.state = ModelState.SUPERSEDED if replaced else ModelState.ACTIVE
    model.save(update_fields=["state"])
    if not replaced:
        publish(RevenueModelActivated(model.pk))


def check_revenue_model(model_id: int) -> None:
    """Asked before anybody is asked to decide. Raises ProviderWouldLose, NoticeTooShort."""
    refuse_what_cannot_be_decided(RevenueModel.objects.get(pk=model_id))


def refuse_what_cannot_be_decided(model: RevenueModel) -> None:
    loss = loss_of_provider([rule.terms() for rule in model.rules.all()])
    if loss is not None:
        raise ProviderWouldLose(sentence_of_loss(loss), data={"price_minor": loss.price_minor})
    is_change = RevenueModel.objects.exclude(state=ModelState.DRAFT).exists()
    if is_change and model.notice_days < NOTICE_DAYS and has_business_users():
        raise NoticeTooShort(data={"field": "notice_days"})


def sentence_of_loss(loss: Loss) -> str:
    """Which price shows it, and what to do."""
    currency = community_in_scope().currency
    said = {
        "price": format_money(loss.price_minor, currency),
        "fee": format_money(loss.fee_minor, currency),
        "pieces": loss.pieces,
    }
    if loss.pieces > 1:
        return (
            _(
                "For %(pieces)s pieces at a price of %(price)s the provider would pay %(fee)s, more than the deal brings in."
                " Set a most amount, or let the fee begin at a higher price."
            )
            % said
        )
    return (
        _(
            "At a price of %(price)s the provider would pay %(fee)s, more than the deal brings in."
            " Lower the fee, or let it begin at a higher price."
        )
        % said
    )


def _lock_versions() -> None:
    """Decisions and beginnings of one community come one after the other."""
    NumberSeries.objects.get_or_create(code=SERIES)
    NumberSeries.objects.select_for_update().get(code=SERIES)


def _last_decided() -> RevenueModel | None:
    """The version after which nothing was decided yet, in force or announced."""
    decided = RevenueModel.objects.select_for_update().exclude(state=ModelState.DRAFT)
    return decided.filter(active_to=None).order_by("-active_from").first()


def _beginning(model: RevenueModel, before: RevenueModel | None, decided_at: datetime) -> datetime:
    """After the notice, and never before the version that it follows began.

    Who decides takes the moment first and then waits for the number: of two at once, the later may have the earlier moment.
    The very first has nobody to warn: nothing is asked before it.
    """
    if before is None or before.active_from is None:
        return decided_at
    return max(decided_at + timedelta(days=model.notice_days), before.active_from)


def _continue_lines(model: RevenueModel) -> None:
    """A rule that bears the name of an earlier one, and is counted the same way, goes on with what was free and capped."""
    for rule in model.rules.all():
        same = FeeRule.objects.exclude(revenue_model__state=ModelState.DRAFT).filter(
            text__iexact=rule.text, basis=rule.basis
        )
        earlier = same.order_by("-revenue_model__number", "position").first()
        if earlier is not None:
            rule.line_id = earlier.line_id or earlier.pk
            rule.save(update_fields=["line"])


@transaction.atomic
def fingerprint_of(model_id: int) -> str:
    """Another one as soon as a word or a rule of the model is another.

    Holds the model until the transaction ends: what a decision compares is what it then puts in force.
    """
    model = RevenueModel.objects.select_for_update().get(pk=model_id)
    said = [model.name, model.explanation, str(model.notice_days)]
    rules_of_model = model.rules.order_by("position").values()
    for rule in rules_of_model:
        said += [f"{name}={value}" for name, value in rule.items() if name not in OUTSIDE_THE_RULE]
    return sha256("\n".join(said).encode()).hexdigest()


def _locked_draft(model: RevenueModel) -> RevenueModel:
    locked = RevenueModel.objects.select_for_update().get(pk=model.pk)
    if not locked.is_draft:
        raise ModelNotDraft
    return locked


def _next_number() -> int:
    """Two who draft at once come one after the other. The number of a draft that was thrown away is not given again."""
    NumberSeries.objects.get_or_create(code=SERIES)
    series = NumberSeries.objects.select_for_update().get(code=SERIES)
    # Versions may be older than their series.
    greatest = RevenueModel.objects.aggregate(greatest=Max("number"))["greatest"] or 0
    series.last = max(series.last, greatest) + 1
    series.save(update_fields=["last"])
    return series.last


def _checked_name(name: str) -> str:
    if not name.strip():
        raise ModelHasNoName(data={"field": "name"})
    return name.strip()


def _checked_days(notice_days: int) -> int:
    if not 0 <= notice_days <= LONGEST_NOTICE_DAYS:
        raise NoticeOutOfBounds(data={"field": "notice_days"})
    return notice_days


def _write_rules(model: RevenueModel, fee_rules: Iterable[RuleValues]) -> None:
    """A refusal says which rule it is about by its place, and which field."""
    for position, values in enumerate(fee_rules):
        rule = FeeRule(revenue_model=model, position=position, **values)
        for field, sentence in chain(flaws_of(rule), flaws_of_place(rule)):
            raise FeeRuleInvalid(sentence, data={"position": position, "field": field})
        try:
            with transaction.atomic():
                rule.save()
        except IntegrityError as error:
            raise FeeRuleInvalid(data={"position": position}) from error
