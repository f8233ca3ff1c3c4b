"""When a deal goes otherwise: disputed, a dispute taken back, withdrawn from."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from marketplace.actions.disputes import open_dispute, take_back_dispute
from marketplace.actions.withdrawals import withdraw_from_deal
from marketplace.api.deal_views import DealVerb
from marketplace.api.deals import REASON
from marketplace.disputing.queries import running_dispute_of
from marketplace.enums import DisputeReason
from marketplace.errors import WrongDealState
from marketplace.models import Deal

ALL_BP = 10_000


class DisputeInput(serializers.Serializer):
    reason = serializers.ChoiceField(choices=DisputeReason.choices)
    text = serializers.CharField(
        max_length=5000, help_text="What happened; the other side and who judges read it"
    )
    wanted_bp = serializers.IntegerField(
        min_value=0,
        max_value=ALL_BP,
        required=False,
        default=0,
        help_text="How much of the price should go back, in hundredths of a percent",
    )


class WithdrawInput(serializers.Serializer):
    """The second of two steps: the first is to ask whoever you act for."""

    confirm = serializers.BooleanField(help_text="`true`: who bought it confirmed that they withdraw")
    reason = serializers.CharField(**REASON, required=False, allow_blank=True, help_text="None is needed")

    def validate_confirm(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(_("Confirm it first."), code="not_confirmed")
        return value


class DealDispute(DealVerb):
    """Something is wrong: the deal stands still until somebody without a part in it decides."""

    input_class = DisputeInput

    def act(self, row: Deal, **given: Any) -> Deal:
        open_dispute(deal=row, by=self.actor, **given)
        return row


class DealDropDispute(DealVerb):
    """Who opened a dispute takes it back: the deal goes on where it stood."""

    def act(self, row: Deal, **given: Any) -> Deal:
        dispute = running_dispute_of(row)
        if dispute is None:
            raise WrongDealState
        take_back_dispute(dispute=dispute, by=self.actor)
        return row


class DealWithdraw(DealVerb):
    """A consumer undoes the agreement with a trader, without saying why. A letter acknowledges it."""

    input_class = WithdrawInput

    def act(self, row: Deal, **given: Any) -> Deal:
        withdraw_from_deal(deal=row, by=self.actor, reason=given.get("reason", ""))
        return row
