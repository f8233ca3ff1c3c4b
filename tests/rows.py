"""A row of any model in any community, made from the model's own description.

What a constraint asks beyond the fields is said in HINTS; a new model that needs a hint fails with a sentence.
"""

from collections.abc import Callable
from datetime import time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from communities.models import Community
from tests.factories import make_user
from weconomics.tenancy.models import AddressableModel, CommunityModel
from weconomics.tenancy.scope import scope

Values = dict[str, Any]
Model = type[models.Model]

NOW = timezone.now().replace(microsecond=0)
HINTS: dict[str, Values | Callable[[int], Values]] = {
    "communities.Invitation": lambda n: {
        "token_hash": f"{n:064x}",
        "email": f"genodigd{n}@voorbeeld.example",
    },
    "communities.PartnerOrganisation": lambda n: {"kvk": f"{n:08d}"},
    "communities.Notification": {"url": "/"},
    "communities.MembershipRole": {"role": "treasurer"},
    "communities.LocalGroup": {"lat": 52.1, "lon": 6.2},
    "governance.ContextRating": {"impact": 3, "likelihood": 3},
    "governance.Decision": lambda n: {"number": f"B-2026-{n:03d}", "year": 2026, "sequence": n},
    "governance.Numbering": {"series": "decision"},
    "api.IdempotencyRecord": {"status": 201},
    "billing.BillingPeriod": {"from_at": NOW - timedelta(days=31), "to_at": NOW},
    "billing.FeeRule": {"payer": "requester", "basis": "per_transaction"},
    "billing.Invoice": lambda n: {"net_minor": 100, "vat_minor": 21, "gross_minor": 121, "number": n},
    "billing.Charge": {"amount_minor": 100, "vat_mode": "incl"},
    "billing.PaymentAttempt": {"amount_minor": 121},
    "marketplace.AvailabilityException": {"is_open": False},
    "marketplace.AvailabilityRule": {"weekday": 2, "from_time": time(9), "until_time": time(12)},
    "marketplace.Deal": {"price_minor": 0, "proposal_until": NOW},
    "marketplace.Allocation": {"state": "proposed", "held_until": NOW, "amount": 1},
    "marketplace.GroupOrder": lambda n: {"state": "open", "number": n},
    "marketplace.Appeal": lambda n: {"state": "open"},
    "marketplace.Listing": {"state_before": ""},
    "marketplace.ListingPhoto": {"photo": "communities/0/listings/rij.webp"},
    "marketplace.ListingReview": {"outcome": ""},
    "marketplace.ListingType": {"sides": ["offer"], "units": ["hour"], "price_types": ["free"]},
    "marketplace.MatchingPolicy": {"weights": {"words": 1}},
    "marketplace.Measure": lambda n: {
        "subject_kind": "member",
        "kind": "none",
        "number": n,
        "ground_kind": "",
        "law": "",
        "lifted_because": "",
    },
    "marketplace.MessageAttachment": {"file": "communities/0/messages/rij.pdf"},
    "marketplace.Notice": lambda n: {
        "subject_kind": "member",
        "number": n,
        "ground_kind": "law",
        "law": "other",
    },
    "marketplace.Review": {"answered_at": NOW},
    "marketplace.StandingDeal": {"price_minor": 0, "paused_by": ""},
    "marketplace.Synonym": {"words": ["gras", "gazon"]},
    "marketplace.Thread": {"kind": "deal"},
}
# Fields that may be empty, but not for every kind of row.
FILLED: dict[str, tuple[str, ...]] = {
    "billing.Party": ("membership",),
    "marketplace.Deal": ("offer", "provider_organisation"),
    "marketplace.Allocation": ("offer",),
    "marketplace.StandingDeal": ("offer", "provider_organisation"),
    "marketplace.Appeal": ("notice",),
    "marketplace.Notice": ("reporter",),
    "marketplace.Thread": ("deal",),
}
# Fields that name somebody else than the one member whom all other fields name.
SOMEBODY_ELSE = {
    "marketplace.Block.blocked",
    "marketplace.Measure.decided_by",
    "marketplace.Notice.reporter",
    "marketplace.Thanks.membership",
}
PLAIN: dict[type[models.Field], Any] = {  # type: ignore[type-arg]
    models.DateTimeField: NOW,
    models.DateField: NOW.date() + timedelta(days=1),
    models.IntegerField: 1,
    models.DecimalField: 1,
    models.FloatField: 1.0,
    models.BooleanField: False,
    models.JSONField: {},
}
_numbers = count(1)


class NoRow(AssertionError):
    """The row factory cannot make a row of a model."""


class Rows:
    """One row of each tenant model in one community; what a row refers to is made on the way."""

    def __init__(self, community: Community, *, mark: str = "rij", public_id: UUID | None = None) -> None:
        """`mark` stands in every text that takes one; `public_id` is that of every row, else each has its own."""
        self.community, self.mark, self.public_id = community, mark, public_id
        self.made: dict[Model, models.Model] = {}

    def of(self, model: Model) -> models.Model:
        """The row of this model, made at the first call. Raises NoRow with what the database answered."""
        if model not in self.made:
            values = self._values(model)
            try:
                with scope(self.community), transaction.atomic():
                    self.made[model] = self._write(model, values)
            except Exception as error:
                hint = f"say in tests/rows.py what a row of {model._meta.label} needs"
                raise NoRow(f"{hint}: {type(error).__name__}: {error}") from error
        return self.made[model]

    def _write(self, model: Model, values: Values) -> models.Model:
        if model._meta.label == "billing.Posting":  # one statement, balanced
            against = model(**{**values, "amount_minor": -values["amount_minor"]})
            return model._base_manager.bulk_create([model(**values), against])[0]
        return model._base_manager.create(**values)

    def _values(self, model: Model) -> Values:
        number = next(_numbers)
        hint = HINTS.get(model._meta.label, {})
        hinted = hint(number) if callable(hint) else hint
        values = {**hinted, "community": self.community}
        if self.public_id and issubclass(model, AddressableModel):
            values["public_id"] = self.public_id
        filled = FILLED.get(model._meta.label, ())
        for field in model._meta.local_fields:
            if field.name in filled or (field.name not in values and self._is_needed(field)):
                values[field.name] = self._value(field, number)
        return values

    def _is_needed(self, field: models.Field) -> bool:  # type: ignore[type-arg]
        if isinstance(field, models.TextField) and not field.choices:
            return True
        if field.primary_key or field.generated or field.null or field.has_default():
            return False
        return not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False)

    def _value(self, field: models.Field, number: int) -> Any:  # type: ignore[type-arg]
        if field.remote_field and str(field) in SOMEBODY_ELSE:
            return Rows(self.community, mark=self.mark).of(field.remote_field.model)
        if field.remote_field:
            return self._referred(field.remote_field.model, number)
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.TextField):
            return f"{self.mark} {number}"
        if field.blank and field.empty_strings_allowed:
            return ""
        return _plain_value(field, number, self.mark)

    def _referred(self, model: Model, number: int) -> models.Model:
        if issubclass(model, CommunityModel):
            return self.of(model)
        if model._meta.label == "communities.User":
            return make_user(name=f"{self.mark} {number}")
        raise NoRow(f"{model._meta.label} is global: give it in HINTS")


def _plain_value(field: models.Field, number: int, mark: str) -> Any:  # type: ignore[type-arg]
    if isinstance(field, models.EmailField):
        return f"{mark}{number}@voorbeeld.example"
    if isinstance(field, models.CharField | models.TextField):
        return f"{mark} {number}"[: field.max_length]
    for kind, value in PLAIN.items():
        if isinstance(field, kind):
            return value
    raise NoRow(f"{field} of {field.model._meta.label}: give it in HINTS")
