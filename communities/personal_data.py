"""What this app holds of a person, for the file a person may ask for (GDPR art. 15 and 20)."""

from typing import Any

from communities.models import Membership

PROFILE = (
    "display_name",
    "state",
    "about",
    "trader_status",
    "billing_name",
    "street",
    "postcode",
    "city",
    "country",
    "kvk",
    "vat_id",
    "mail_preference",
)


def export(membership_id: int) -> dict[str, Any]:
    """Account, profile, periods, roles, groups, work for organisations, notifications. Plain values."""
    member = Membership.objects.select_related("user").get(pk=membership_id)
    return {
        "account": {
            name: getattr(member.user, name) for name in ("email", "name", "language", "about", "phone")
        },
        "profile": {name: getattr(member, name) for name in PROFILE},
        "periods": [
            {"from": row.from_at.isoformat(), "to": row.to_at.isoformat() if row.to_at else None}
            for row in member.periods.order_by("from_at")
        ],
        "roles": [
            {"role": row.role, "since": row.granted_at.isoformat()} for row in member.roles.order_by("pk")
        ],
        "local_groups": list(member.local_groups.order_by("pk").values_list("local_group__name", flat=True)),
        "organisations": list(member.organisations.order_by("pk").values("organisation__name", "role")),
        "notifications": [
            {"text": row.text, "at": row.created_at.isoformat()}
            for row in member.notifications.order_by("pk")
        ],
    }
