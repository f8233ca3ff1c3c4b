"""How matches are ranked: for every member to read, and for coordinators to draft anew. In force only by decision."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from marketplace.matching.queries import policies, policy_in_force, weights_of
from marketplace.matching.showing import parts_of_policy
from weconomics.web.views import member_page

MOST_SHOWN = 20


@require_GET
@member_page
def matching_policy(request: Any) -> HttpResponse:
    """The main parameters with their weight, why they weigh so, who decided it and when."""
    policy = policy_in_force()
    about = {
        "policy": policy,
        "parts": parts_of_policy(weights_of(policy)),
        "weights": weights_of(policy),
        "policies": policies()[:MOST_SHOWN],
    }
    return render(request, "marketplace/matching_policy.html", about)
