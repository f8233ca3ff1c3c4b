"""What this app knows. Constraints are in the models; what may change is in `actions`."""

from governance.models.context import ContextItem, ContextRating
from governance.models.decision import Decision, Numbering
from governance.models.factor import FactorVersion
from governance.models.proposal import Objection, Proposal, ProposalElector, ProposalText, Response

__all__ = [
    "ContextItem",
    "ContextRating",
    "Decision",
    "FactorVersion",
    "Numbering",
    "Objection",
    "Proposal",
    "ProposalElector",
    "ProposalText",
    "Response",
]
