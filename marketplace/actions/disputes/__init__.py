"""When the two disagree: opened, answered, shown, decided by somebody without a part in it."""

from marketplace.actions.disputes.arguing import (
    add_evidence,
    answer_dispute,
    open_dispute,
    take_back_dispute,
)
from marketplace.actions.disputes.judging import decide_dispute
from marketplace.actions.disputes.telling import tell_of_dispute, tell_what_is_due

__all__ = [
    "add_evidence",
    "answer_dispute",
    "decide_dispute",
    "open_dispute",
    "take_back_dispute",
    "tell_of_dispute",
    "tell_what_is_due",
]
