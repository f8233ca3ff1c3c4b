"""How the demo's communities rank matches: drafted by a coordinator, for the members to decide on; and who hears of them."""

from marketplace.actions.match_news import members_untold, tell_matches
from marketplace.actions.matching_policies import draft_policy
from weconomics.demo.loading import Spec
from weconomics.demo.moments import moment


def draft_policies(spec: Spec) -> None:
    """Before the decisions are told: one of them puts it in force."""
    for row in spec.get("matching_policies", []):
        draft_policy(
            weights=row["weights"],
            fewest_points=row["fewest_points"],
            explanation=row["explanation"].strip(),
            by=spec["actor"](row["by"]),
            at=moment(str(row["made"]), spec["now"]),
        )


def tell_who_fits(spec: Spec) -> None:
    """At once, where a job would have done it some minutes later."""
    for membership_id in members_untold():
        tell_matches(membership_id=membership_id, at=spec["now"])
