"""The state behind the door: what Stripe would know, and what payers and their banks do with it.

Amounts are minor units. The clock is the process's own, moved by `ahead_seconds` where a test cannot travel.
"""

import time
from collections.abc import Iterator
from itertools import count
from typing import Any

Thing = dict[str, Any]
DAY = 24 * 3600
FEE_OF_A_DEBIT, FEE_OF_IDEAL = 35, 29
COST_OF_A_RETURN, COST_OF_A_DISPUTE = 750, 2000
MARK = "https://checkout.stripe.example/pay/"


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, kind: str, message: str, code: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": kind, "message": message, "code": code, **more}


def refused(message: str, code: str) -> Refusal:
    return Refusal(400, "invalid_request_error", message, code)


class Account:
    """Everything by its id, in the order in which it came to be."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.behaviours: dict[str, str] = {}
        self.ahead_seconds = 0.0
        self.poor: set[str] = set()  # connected accounts from which nothing can be taken back
        self._numbers = count(1)

    # --- what it is built of -------------------------------------------------------------------------------------
    def now(self) -> int:
        return int(time.time() + self.ahead_seconds)

    def make(self, prefix: str, kind: str, **fields: Any) -> Thing:
        thing = {"id": f"{prefix}_{next(self._numbers):08d}", "object": kind, "created": self.now(), **fields}
        self.things[thing["id"]] = thing
        return thing

    def get(self, thing_id: str) -> Thing:
        self.let_time_pass()
        if thing_id not in self.things:
            raise Refusal(404, "invalid_request_error", f"No such object: {thing_id}", "resource_missing")
        return self.things[thing_id]

    def all(self, kind: str) -> list[Thing]:
        """The newest first, as Stripe lists."""
        self.let_time_pass()
        return [thing for thing in self.things.values() if thing["object"] == kind][::-1]

    def tell(self, kind: str, thing: Thing, account: str | None = None) -> Thing:
        """Keep an event as it is sent: with the object as it is at this moment."""
        about = {"account": account} if account else {}
        return self.make(
            "evt", "event", type=kind, data={"object": {**thing}}, livemode=False, pending_webhooks=1,
            api_version=None, request=None, **about,
        )  # fmt: skip

    @property
    def events(self) -> list[Thing]:
        """The oldest first."""
        return self.all("event")[::-1]

    def balance_minor(self) -> int:
        return sum(line["net"] for line in self.all("balance_transaction"))

    # --- methods -------------------------------------------------------------------------------------------------
    def make_method(self, kind: str = "card", behaviour: str = "pays", customer: str = "") -> Thing:
        """`behaviour`: pays, insufficient_funds, authentication_required, expired_card; of a debit also fails, returns."""
        about = {"card": {"brand": "visa", "last4": "4242"}} if kind == "card" else {
            "sepa_debit": {"bank_code": "19043", "last4": "3000", "country": "NL"}
        }  # fmt: skip
        method = self.make(
            "pm", "payment_method", type=kind, customer=customer or None, livemode=False, metadata={}, **about
        )
        self.behaviours[method["id"]] = behaviour
        return method

    # --- collecting ----------------------------------------------------------------------------------------------
    def make_intent(self, **fields: Any) -> Thing:
        plain = {
            "currency": "eur", "status": "requires_payment_method", "customer": None, "payment_method": None,
            "latest_charge": None, "last_payment_error": None, "next_action": None, "livemode": False,
            "metadata": {}, "description": None, "amount_received": 0, "canceled_at": None,
            "application_fee_amount": None, "transfer_data": None,
        }  # fmt: skip
        return self.make("pi", "payment_intent", **{**plain, **fields})

    def attempt(self, intent: Thing, *, off_session: bool = False, is_confirmed: bool = False) -> None:
        """The bank hears of it, and behaves as its method does."""
        method = self.things[intent["payment_method"]]
        behaviour = self.behaviours[method["id"]]
        intent["last_payment_error"] = intent["next_action"] = None
        if method["type"] == "sepa_debit":
            self._begin_debit(intent, behaviour)
        elif behaviour == "authentication_required" and not is_confirmed:
            self._ask_owner(intent, off_session)
        elif behaviour in ("pays", "authentication_required"):
            self._take(intent, method["type"])
        else:
            self._decline(intent, "card_declined", behaviour)

    def _begin_debit(self, intent: Thing, behaviour: str) -> None:
        intent["status"] = "processing"
        self._charge(intent, "sepa_debit", status="pending", paid=False)
        self.behaviours[intent["id"]] = behaviour
        self.tell("payment_intent.processing", intent)

    def _ask_owner(self, intent: Thing, off_session: bool) -> None:
        """With the owner away the bank says no, with a word that means: ask them."""
        if off_session:
            self._decline(intent, "authentication_required", "authentication_required")
            return
        intent["status"] = "requires_action"
        url = f"https://hooks.stripe.example/3ds/{intent['id']}"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": None},
        }
        self.tell("payment_intent.requires_action", intent)

    def _decline(self, intent: Thing, code: str, decline_code: str) -> None:
        self._charge(intent, "card", status="failed", paid=False)
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {
            "type": "card_error", "code": code, "decline_code": decline_code, "message": "Your card was declined.",
        }  # fmt: skip
        self.tell("payment_intent.payment_failed", intent)

    def _take(self, intent: Thing, kind: str) -> None:
        charge = self.things.get(intent["latest_charge"] or "")
        if charge is None or charge["status"] == "failed":
            charge = self._charge(intent, kind, status="succeeded", paid=True)
        charge |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge["amount"]}
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "next_action": None}
        fees = {"card": 25 + (charge["amount"] * 150 + 5000) // 10000, "sepa_debit": FEE_OF_A_DEBIT}
        line = self.line("charge", charge, charge["amount"], fees.get(kind, FEE_OF_IDEAL))
        charge["balance_transaction"] = line["id"]
        if intent["transfer_data"]:
            self._pass_on(intent, charge)
        self.tell("charge.succeeded", charge)
        self.tell("payment_intent.succeeded", intent)

    def _charge(self, intent: Thing, kind: str, **fields: Any) -> Thing:
        method = intent["payment_method"]
        about = self.things[method].get(kind, {}) if method else {}
        known = {"card": ("brand", "last4"), "sepa_debit": ("bank_code", "last4", "country")}
        details = {name: about[name] for name in known.get(kind, ()) if name in about}
        if kind == "sepa_debit":
            details["mandate"] = f"mandate_of_{method}"
        charge = self.make(
            "ch", "charge", amount=intent["amount"], amount_captured=0, amount_refunded=0, currency=intent["currency"],
            customer=intent["customer"], payment_intent=intent["id"], payment_method=method, livemode=False,
            metadata={**intent["metadata"]}, disputed=False, refunded=False, captured=False, balance_transaction=None,
            payment_method_details={"type": kind, kind: details}, transfer=None, application_fee=None,
            failure_code=None, **fields,
        )  # fmt: skip
        intent["latest_charge"] = charge["id"]
        return charge

    def _pass_on(self, intent: Thing, charge: Thing) -> None:
        """A destination charge: all of it goes to the other account, and our fee comes back from there."""
        destination, fee = intent["transfer_data"]["destination"], int(intent["application_fee_amount"] or 0)
        transfer = self.make(
            "tr", "transfer", amount=charge["amount"], amount_reversed=0, reversed=False, currency=charge["currency"],
            destination=destination, source_transaction=charge["id"], livemode=False, metadata={},
        )  # fmt: skip
        self.line("transfer", transfer, -charge["amount"])
        charge["transfer"] = transfer["id"]
        if fee:
            kept = self.make(
                "fee", "application_fee", amount=fee, amount_refunded=0, currency=charge["currency"], account=destination,
                charge=charge["id"], originating_transaction=charge["id"], livemode=False, refunded=False,
            )  # fmt: skip
            self.line("application_fee", kept, fee)
            charge["application_fee"] = kept["id"]

    def line(self, kind: str, source: Thing, amount: int, fee: int = 0) -> Thing:
        """A line of the provider's own books."""
        return self.make(
            "txn", "balance_transaction", type=kind, source=source["id"], amount=amount, fee=fee, net=amount - fee,
            currency=source["currency"], fee_details=[], status="available", available_on=self.now(),
            reporting_category=kind, description=None, exchange_rate=None,
        )  # fmt: skip

    # --- what payers do on Stripe's pages ------------------------------------------------------------------------
    def pay_page(self, session_id: str, behaviour: str = "pays") -> Thing:
        """The payer fills in the page. A card that is refused leaves it open."""
        session = self.get(session_id)
        kind = session["allowed_payment_method_types"][0]
        method = self.make_method("card" if kind == "ideal" else kind, behaviour, session["customer"])
        about = session.pop("_intent")
        intent = self.make_intent(customer=session["customer"], payment_method=method["id"], **about)
        session["_intent"], session["payment_intent"] = about, intent["id"]
        if kind == "ideal":
            self._take_ideal(intent)
        else:
            self.attempt(intent, is_confirmed=behaviour == "authentication_required")
        if intent["status"] in ("succeeded", "processing"):
            session |= {
                "status": "complete",
                "payment_status": "paid" if intent["status"] == "succeeded" else "unpaid",
            }
            session["url"] = None
            self.tell("checkout.session.completed", self.seen(session))
        return intent

    def _take_ideal(self, intent: Thing) -> None:
        """Used once; what stays is the bank account, for direct debit."""
        account = self.make_method("sepa_debit", "pays", intent["customer"])
        self._take(intent, "ideal")
        self.things[intent["latest_charge"]]["payment_method_details"]["ideal"] = {
            "bank": "rabobank", "iban_last4": account["sepa_debit"]["last4"], "generated_sepa_debit": account["id"],
            "generated_sepa_debit_mandate": f"mandate_of_{account['id']}",
        }  # fmt: skip

    def keep_page(self, session_id: str, behaviour: str = "pays") -> Thing:
        """The payer lets a card or account be kept."""
        session = self.get(session_id)
        kind = session["allowed_payment_method_types"][0]
        method = self.make_method(kind, behaviour, session["customer"])
        mandate = None
        if kind == "sepa_debit":
            mandate = self.make(
                "mandate", "mandate", payment_method=method["id"], status="active", type="multi_use", livemode=False,
                customer_acceptance={"accepted_at": self.now(), "type": "online"},
            )  # fmt: skip
            del mandate["created"]
            mandate = mandate["id"]
        intent = self.make(
            "seti", "setup_intent", customer=session["customer"], payment_method=method["id"], mandate=mandate,
            status="succeeded", livemode=False, metadata=session["_setup"], usage="off_session",
        )  # fmt: skip
        session |= {"status": "complete", "setup_intent": intent["id"], "url": None}
        self.tell("checkout.session.completed", self.seen(session))
        return method

    def confirm_at_bank(self, intent_id: str) -> None:
        """The owner said: it is me."""
        self.attempt(self.get(intent_id), is_confirmed=True)

    def seen(self, thing: Thing) -> Thing:
        """As the outside sees it."""
        return {name: value for name, value in thing.items() if not name.startswith("_")}

    # --- what banks do later -------------------------------------------------------------------------------------
    def let_time_pass(self) -> None:
        """Debits end after two days, and some come back a week later."""
        for intent in list(self._debits()):
            charge, behaviour = self.things[intent["latest_charge"]], self.behaviours[intent["id"]]
            if intent["status"] == "processing" and self.now() >= charge["created"] + 2 * DAY:
                if behaviour == "fails":
                    self._fail_debit(intent, charge)
                else:
                    self._take(intent, "sepa_debit")
            elif self._comes_back(intent, charge, behaviour):
                self.dispute(intent["id"], reason="insufficient_funds", code="MD06")

    def _comes_back(self, intent: Thing, charge: Thing, behaviour: str) -> bool:
        is_due = self.now() >= charge["created"] + 9 * DAY
        return (
            intent["status"] == "succeeded" and behaviour == "returns" and not charge["disputed"] and is_due
        )

    def _debits(self) -> Iterator[Thing]:
        intents = [thing for thing in self.things.values() if thing["object"] == "payment_intent"]
        return (intent for intent in intents if intent["id"] in self.behaviours)

    def _fail_debit(self, intent: Thing, charge: Thing) -> None:
        charge |= {"status": "failed", "failure_code": "insufficient_funds"}
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {
            "type": "card_error",
            "code": "insufficient_funds",
            "message": "Too little.",
        }
        self.tell("payment_intent.payment_failed", intent)

    def dispute(self, intent_id: str, *, reason: str = "fraudulent", code: str | None = None) -> Thing:
        """The money is taken at once, with a price. Of a debit it is lost at once too."""
        charge = self.things[self.things[intent_id]["latest_charge"]]
        is_debit = charge["payment_method_details"]["type"] == "sepa_debit"
        amount = charge["amount"] - charge["amount_refunded"]
        charge["disputed"] = True
        found = self.make(
            "dp", "dispute", amount=amount, currency=charge["currency"], charge=charge["id"], payment_intent=intent_id,
            reason=reason, network_reason_code=code, status="lost" if is_debit else "needs_response", livemode=False,
            metadata={}, balance_transactions=[],
        )  # fmt: skip
        cost = COST_OF_A_RETURN if is_debit else COST_OF_A_DISPUTE
        found["balance_transactions"].append(self.line("adjustment", found, -amount, cost))
        self.tell("charge.dispute.created", found)
        if is_debit:
            self.tell("charge.dispute.closed", found)
        return found

    def decide(self, dispute_id: str, *, won: bool) -> None:
        found = self.things[dispute_id]
        found["status"] = "won" if won else "lost"
        if won:
            found["balance_transactions"].append(self.line("adjustment", found, found["amount"]))
        self.tell("charge.dispute.closed", found)

    # --- payout accounts -----------------------------------------------------------------------------------------
    def approve(self, account_id: str) -> None:
        found = self.things[account_id]
        found |= {"charges_enabled": True, "payouts_enabled": True, "details_submitted": True}
        found["requirements"] = {"currently_due": [], "eventually_due": [], "past_due": []}
        self.tell("account.updated", found, account=account_id)

    def disconnect(self, account_id: str) -> None:
        del self.things[account_id]
