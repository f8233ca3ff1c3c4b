"""Which address does what, and where the library describes its parameters."""

import re
from collections.abc import Callable
from typing import Any

from tests.stripe_stand_in.account import MARK, Account, Refusal, Thing, refused

HOUR, LONGEST_PAGE = 3600, 24 * 3600
PAGE = 10
Values = dict[str, Any]
Endpoint = Callable[[Account, str, Values], Thing]
ADDRESSES: list[tuple[str, re.Pattern[str], str, Endpoint]] = []
EXPANDABLE = re.compile(r"^(latest_charge|data\.source|setup_intent)(\.\w+)?$")


def address(method: str, path: str, described_by: str) -> Callable[[Endpoint], Endpoint]:
    """Decorator: `{id}` in the path is given to the function."""
    pattern = re.compile("^/v1/" + path.replace("{id}", r"(?P<id>\w+)") + "$")

    def register(function: Endpoint) -> Endpoint:
        ADDRESSES.append((method, pattern, described_by, function))
        return function

    return register


def described(method: str, path: str) -> str:
    return _route(method, path)[0]


def answer(account: Account, method: str, path: str, values: Values) -> Thing:
    _described, function, thing_id = _route(method, path)
    return account.seen(_expand(account, function(account, thing_id, values), values.get("expand", [])))


def _route(method: str, path: str) -> tuple[str, Endpoint, str]:
    for verb, pattern, described_by, function in ADDRESSES:
        if verb == method and (match := pattern.match(path)):
            return described_by, function, match.groupdict().get("id", "")
    raise Refusal(404, "invalid_request_error", f"Unrecognized request URL ({method}: {path})", "url_unknown")


def _expand(account: Account, thing: Thing, paths: list[str]) -> Thing:
    for path in paths:
        if not EXPANDABLE.match(path):
            raise refused(f"This property cannot be expanded ({path}).", "property_not_expandable")
        thing = _opened(account, thing, path.split("."))
    return thing


def _opened(account: Account, thing: Thing, names: list[str]) -> Thing:
    name, *rest = names
    value = thing.get(name)
    if isinstance(value, list):
        return {**thing, name: [_opened(account, item, rest) for item in value]}
    inner = account.things.get(value) if isinstance(value, str) else value
    if inner is None:
        return thing
    return {**thing, name: account.seen(_opened(account, inner, rest) if rest else inner)}


def _listed(account: Account, rows: list[Thing], values: Values) -> Thing:
    """A page of the newest first; `starting_after` goes on."""
    since = int((values.get("created") or {}).get("gte", 0))
    rows = [row for row in rows if row["created"] >= since]
    if after := values.get("starting_after"):
        places = [place for place, row in enumerate(rows) if row["id"] == after]
        rows = rows[places[0] + 1 :] if places else []
    limit = int(values.get("limit", PAGE))
    page = [account.seen(row) for row in rows[:limit]]
    return {"object": "list", "url": "/v1/list", "has_more": len(rows) > limit, "data": page}


@address("POST", "customers", "_customer_create_params:CustomerCreateParams")
def make_customer(account: Account, _id: str, values: Values) -> Thing:
    return account.make(
        "cus", "customer", name=values.get("name"), email=values.get("email"), livemode=False,
        metadata=values.get("metadata", {}),
    )  # fmt: skip


@address("POST", "checkout/sessions", "checkout._session_create_params:SessionCreateParams")
def make_session(account: Account, _id: str, values: Values) -> Thing:
    account.get(values["customer"])
    until = int(values.get("expires_at", account.now() + LONGEST_PAGE))
    if not account.now() + HOUR / 2 <= until <= account.now() + LONGEST_PAGE:
        raise refused("`expires_at` must be between 30 minutes and 24 hours from now.", "parameter_invalid")
    session = account.make(
        "cs", "checkout.session", mode=values["mode"], customer=values["customer"], status="open", livemode=False,
        metadata=values.get("metadata", {}), expires_at=until, payment_intent=None, setup_intent=None,
        payment_status="unpaid", allowed_payment_method_types=values["allowed_payment_method_types"],
        success_url=values.get("success_url"), cancel_url=values.get("cancel_url"),
    )  # fmt: skip
    session["url"] = MARK + session["id"]
    if values["mode"] == "setup":
        session["_setup"] = values.get("setup_intent_data", {}).get("metadata", {})
    else:
        session["_intent"] = _intent_of_page(account, values)
    return session


def _intent_of_page(account: Account, values: Values) -> Values:
    line, about = values["line_items"][0], values.get("payment_intent_data", {})
    amount = int(line["price_data"]["unit_amount"]) * int(line["quantity"])
    if destination := about.get("transfer_data", {}).get("destination"):
        _may_receive(account, destination)
    fee = int(about.get("application_fee_amount", 0))
    if fee > amount:
        raise refused("The application fee cannot exceed the amount.", "application_fees_invalid")
    return {
        "amount": amount,
        "metadata": about.get("metadata", {}),
        "description": about.get("description"),
        "application_fee_amount": fee or None,
        "transfer_data": about.get("transfer_data"),
    }


def _may_receive(account: Account, destination: str) -> None:
    found = account.things.get(destination)
    if not found or not found["charges_enabled"]:
        raise refused("The destination account cannot receive money.", "account_invalid")


@address("GET", "checkout/sessions/{id}", "checkout._session_retrieve_params:SessionRetrieveParams")
def get_session(account: Account, thing_id: str, values: Values) -> Thing:
    session = account.get(thing_id)
    if session["status"] == "open" and account.now() > session["expires_at"]:
        session |= {"status": "expired", "url": None}
        account.tell("checkout.session.expired", account.seen(session))
    return session


@address("GET", "checkout/sessions", "checkout._session_list_params:SessionListParams")
def list_sessions(account: Account, _id: str, values: Values) -> Thing:
    rows = account.all("checkout.session")
    return _listed(
        account, [row for row in rows if row["customer"] == values.get("customer", row["customer"])], values
    )


@address("POST", "checkout/sessions/{id}/expire", "checkout._session_expire_params:SessionExpireParams")
def expire_session(account: Account, thing_id: str, values: Values) -> Thing:
    session = account.get(thing_id)
    if session["status"] != "open":
        raise refused("Only open sessions can be expired.", "resource_not_open")
    session |= {"status": "expired", "url": None}
    account.tell("checkout.session.expired", account.seen(session))
    return session


@address("POST", "payment_intents", "_payment_intent_create_params:PaymentIntentCreateParams")
def make_intent(account: Account, _id: str, values: Values) -> Thing:
    method = account.get(values["payment_method"])
    if method["customer"] != values.get("customer"):
        raise refused(
            "The payment method does not belong to the customer.", "payment_method_customer_mismatch"
        )
    intent = account.make_intent(
        amount=int(values["amount"]), currency=values["currency"], customer=values.get("customer"),
        payment_method=method["id"], metadata=values.get("metadata", {}), description=values.get("description"),
    )  # fmt: skip
    account.tell("payment_intent.created", intent)
    account.attempt(intent, off_session=values.get("off_session") == "true")
    return _or_declined(intent)


@address("POST", "payment_intents/{id}/confirm", "_payment_intent_confirm_params:PaymentIntentConfirmParams")
def confirm_intent(account: Account, thing_id: str, values: Values) -> Thing:
    intent = account.get(thing_id)
    if intent["status"] not in ("requires_payment_method", "requires_confirmation", "requires_action"):
        raise refused("This payment cannot be confirmed any more.", "payment_intent_unexpected_state")
    intent["payment_method"] = values.get("payment_method", intent["payment_method"])
    account.attempt(intent)
    return _or_declined(intent)


def _or_declined(intent: Thing) -> Thing:
    if error := intent["last_payment_error"]:
        about = {"decline_code": error.get("decline_code"), "payment_intent": intent}
        raise Refusal(402, "card_error", error["message"], error["code"], **about)
    return intent


@address("POST", "payment_intents/{id}/cancel", "_payment_intent_cancel_params:PaymentIntentCancelParams")
def cancel_intent(account: Account, thing_id: str, values: Values) -> Thing:
    intent = account.get(thing_id)
    if intent["status"] in ("succeeded", "processing", "canceled"):
        raise refused("This payment cannot be canceled any more.", "payment_intent_unexpected_state")
    intent |= {"status": "canceled", "canceled_at": account.now()}
    account.tell("payment_intent.canceled", intent)
    return intent


@address("GET", "payment_intents/{id}", "_payment_intent_retrieve_params:PaymentIntentRetrieveParams")
def get_intent(account: Account, thing_id: str, values: Values) -> Thing:
    return account.get(thing_id)


@address("GET", "payment_intents", "_payment_intent_list_params:PaymentIntentListParams")
def list_intents(account: Account, _id: str, values: Values) -> Thing:
    rows = [row for row in account.all("payment_intent") if row["customer"] == values.get("customer")]
    return _listed(account, rows, values)


@address("GET", "disputes", "_dispute_list_params:DisputeListParams")
def list_disputes(account: Account, _id: str, values: Values) -> Thing:
    rows = [row for row in account.all("dispute") if row["payment_intent"] == values["payment_intent"]]
    return _listed(account, rows, values)


@address("POST", "refunds", "_refund_create_params:RefundCreateParams")
def make_refund(account: Account, _id: str, values: Values) -> Thing:
    intent = account.get(values["payment_intent"])
    charge, amount = account.get(intent["latest_charge"]), int(values["amount"])
    if amount > charge["amount"] - charge["amount_refunded"]:
        raise refused("The refund is greater than what is left of the charge.", "amount_too_large")
    takes_back = values.get("reverse_transfer") == "true"
    if takes_back and intent["transfer_data"]["destination"] in account.poor:
        raise refused("The other account has too little for the reversal.", "balance_insufficient")
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    refund = account.make(
        "re", "refund", amount=amount, currency=charge["currency"], charge=charge["id"], payment_intent=intent["id"],
        metadata=values.get("metadata", {}), status="succeeded", failure_reason=None,
    )  # fmt: skip
    account.line("refund", refund, -amount)
    if takes_back:
        _take_back(account, charge, amount, with_fee=values.get("refund_application_fee") == "true")
    account.tell("charge.refunded", charge)
    account.tell("refund.created", refund)
    return refund


def _take_back(account: Account, charge: Thing, amount: int, *, with_fee: bool) -> None:
    """In proportion; with the last part all that is left of the fee."""
    transfer, fee = account.get(charge["transfer"]), account.things.get(charge["application_fee"] or "")
    transfer["amount_reversed"] += amount
    reversal = account.make(
        "trr",
        "transfer_reversal",
        amount=amount,
        currency=charge["currency"],
        transfer=transfer["id"],
        metadata={},
    )
    account.line("transfer_refund", {**reversal, "id": transfer["id"]}, amount)
    if fee and with_fee:
        whole = (fee["amount"] * charge["amount_refunded"] * 2 + charge["amount"]) // (2 * charge["amount"])
        back = whole - fee["amount_refunded"]
        fee["amount_refunded"] = whole
        account.line("application_fee_refund", fee, -back)


@address("GET", "refunds/{id}", "_refund_retrieve_params:RefundRetrieveParams")
def get_refund(account: Account, thing_id: str, values: Values) -> Thing:
    return account.get(thing_id)


@address("GET", "refunds", "_refund_list_params:RefundListParams")
def list_refunds(account: Account, _id: str, values: Values) -> Thing:
    rows = [row for row in account.all("refund") if row["payment_intent"] == values["payment_intent"]]
    return _listed(account, rows, values)


@address("POST", "payment_methods/{id}/detach", "_payment_method_detach_params:PaymentMethodDetachParams")
def detach_method(account: Account, thing_id: str, values: Values) -> Thing:
    method = account.get(thing_id)
    method["customer"] = None
    return method


@address("POST", "accounts", "_account_create_params:AccountCreateParams")
def make_account(account: Account, _id: str, values: Values) -> Thing:
    return account.make(
        "acct", "account", country=values.get("country"), email=values.get("email"), metadata=values.get("metadata", {}),
        charges_enabled=False, payouts_enabled=False, details_submitted=False,
        requirements={"currently_due": ["external_account"], "eventually_due": [], "past_due": []},
    )  # fmt: skip


@address("GET", "accounts/{id}", "_account_retrieve_params:AccountRetrieveParams")
def get_account(account: Account, thing_id: str, values: Values) -> Thing:
    return account.get(thing_id)


@address("POST", "account_links", "_account_link_create_params:AccountLinkCreateParams")
def make_link(account: Account, _id: str, values: Values) -> Thing:
    account.get(values["account"])
    url = f"https://connect.stripe.example/setup/{values['account']}"
    return {"object": "account_link", "created": account.now(), "expires_at": account.now() + 300, "url": url}


@address("GET", "balance", "_balance_retrieve_params:BalanceRetrieveParams")
def get_balance(account: Account, _id: str, values: Values) -> Thing:
    row = {"amount": account.balance_minor(), "currency": "eur"}
    return {"object": "balance", "livemode": False, "available": [row], "pending": []}


@address("GET", "balance_transactions", "_balance_transaction_list_params:BalanceTransactionListParams")
def list_lines(account: Account, _id: str, values: Values) -> Thing:
    return _listed(account, account.all("balance_transaction"), values)


@address("GET", "events", "_event_list_params:EventListParams")
def list_events(account: Account, _id: str, values: Values) -> Thing:
    return _listed(account, account.all("event"), values)
