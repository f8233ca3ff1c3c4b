"""The effect of a decision about a factor. Called by the adoption of a proposal; the database asks for the decision."""

from typing import Any

from django.db import transaction

from communities.interface import invited_count
from governance import queries
from governance.enums import Factor, FactorState
from governance.errors import EffectGone
from governance.models import FactorVersion
from weconomics.registry.effects import DecisionRef


@transaction.atomic
def adopt_factor_version(version_id: int, decision: DecisionRef) -> None:
    """Make a proposed version the one that holds, and the one before it history. Raises EffectGone."""
    version = FactorVersion.objects.select_for_update(of=("self",)).filter(pk=version_id).first()
    if version is None or version.state != FactorState.PROPOSED:
        raise EffectGone
    holding = FactorVersion.objects.select_for_update(of=("self",))
    for previous in holding.filter(factor=version.factor, state=FactorState.ADOPTED):
        previous.state = FactorState.SUPERSEDED
        previous.save(update_fields=["state"])
    version.state = FactorState.ADOPTED
    version.adopted_at, version.decision_id = decision.decided_at, decision.id
    version.evidence = _evidence_for(Factor(version.factor))
    version.save(update_fields=["state", "adopted_at", "decision", "evidence"])


def _evidence_for(factor: Factor) -> dict[str, Any]:
    """How widely the analysis was shared when it was adopted; later newcomers do not undo that."""
    if factor != Factor.PERSPECTIVE:
        return {}
    return {**queries.context_counts(), "invited": invited_count()}
