"""Writing a revenue model, and putting it in force by decision."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from billing import rules
from billing.enums import ModelState
from billing.errors import FeeRuleInvalid, ModelHasNoName, ModelIsProposed, ModelNotDraft
from billing.events import RevenueModelActivated
from billing.flaws import flaws_of
from billing.models import FeeRule, NumberSeries, RevenueModel
from governance.interface import open_proposal_for
from weconomics.actor import Actor
from weconomics.errors import NotAllowed
from weconomics.events import publish
from weconomics.registry.effects import DecisionRef

EFFECT = "billing.activate_revenue_model"
SERIES = "models"
RuleValues = dict[str, Any]
# Where the rule is kept, not what it says: saving the same draft again changes nothing.
OUTSIDE_THE_RULE = ("id", "community_id", "revenue_model_id")


@transaction.atomic
def draft_revenue_model(
    *, name: str, explanation: str, fee_rules: Iterable[RuleValues], by: Actor
) -> RevenueModel:
    """A new version to talk about. A model without rules is a choice too: nobody pays.

    Raises NotAllowed, ModelHasNoName, FeeRuleInvalid.
    """
    if not rules.may_write_models(by=by):
        raise NotAllowed(_("Only the treasurer or who leads the community drafts revenue models."))
    model = RevenueModel(name=_checked_name(name), explanation=explanation.strip())
    model.number = _next_number()
    model.save()
    _write_rules(model, fee_rules)
    return model


@transaction.atomic
def change_revenue_model(
    *, model: RevenueModel, name: str, explanation: str, fee_rules: Iterable[RuleValues], by: Actor
) -> RevenueModel:
    """Replace the text and the rules of a draft. Raises NotAllowed, ModelNotDraft, ModelHasNoName, FeeRuleInvalid."""
    if not rules.may_write_models(by=by):
        raise NotAllowed(_("Only the treasurer or who leads the community drafts revenue models."))
    model = _locked_draft(model)
    model.name, model.explanation = _checked_name(name), explanation.strip()
    model.save(update_fields=["name", "explanation"])
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
def activate_revenue_model(model_id: int, decision: DecisionRef) -> None:
    """The effect of a decision, and of nothing else: this version holds from the moment of the decision.

    What was agreed before keeps the rules it was agreed under. Raises ModelNotDraft.
    """
    model = RevenueModel.objects.select_for_update().get(pk=model_id)
    if model.decision_number == decision.number:
        return
    if not model.is_draft:
        raise ModelNotDraft
    moment = _replace_the_one_in_force(decision.decided_at)
    model.state, model.active_from = ModelState.ACTIVE, moment
    model.decision_number = decision.number
    model.save(update_fields=["state", "active_from", "decision_number"])
    publish(RevenueModelActivated(model.pk))


def _replace_the_one_in_force(decided_at: datetime) -> datetime:
    """End the version before. Returns the moment at which the next one begins, never before that one began.

    Who decides takes the moment first and then waits for the number: of two at once, the later may have the earlier moment.
    """
    before = RevenueModel.objects.select_for_update().filter(state=ModelState.ACTIVE).first()
    if before is None:
        return decided_at
    moment = max(decided_at, before.active_from or decided_at)
    before.state, before.active_to = ModelState.SUPERSEDED, moment
    before.save(update_fields=["state", "active_to"])
    return moment


@transaction.atomic
def fingerprint_of(model_id: int) -> str:
    """Another one as soon as a word or a rule of the model is another.

    Holds the model until the transaction ends: what a decision compares is what it then puts in force.
    """
    model = RevenueModel.objects.select_for_update().get(pk=model_id)
    said = [model.name, model.explanation]
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


def _write_rules(model: RevenueModel, fee_rules: Iterable[RuleValues]) -> None:
    """A refusal says which rule it is about by its place, and which field."""
    for position, values in enumerate(fee_rules):
        rule = FeeRule(revenue_model=model, position=position, **values)
        for field, sentence in flaws_of(rule):
            raise FeeRuleInvalid(sentence, data={"position": position, "field": field})
        try:
            with transaction.atomic():
                rule.save()
        except IntegrityError as error:
            raise FeeRuleInvalid(data={"position": position}) from error
