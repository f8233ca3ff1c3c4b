"""Stripe as far as the product speaks with it, on 127.0.0.1, for tests: real HTTP, the real library, no network.

Requests and answers are checked against the types of Stripe's own library. Faults are switched on by the test.
"""

from tests.stripe_stand_in.faults import Fault
from tests.stripe_stand_in.server import StandIn, running_stand_in

__all__ = ["Fault", "StandIn", "running_stand_in"]
