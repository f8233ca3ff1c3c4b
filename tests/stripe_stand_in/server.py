"""The HTTP side: one thread a connection on a port of the system's choice, keys, faults, and checked types."""

import hashlib
import hmac
import json
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.stripe_stand_in.account import Account, Refusal
from tests.stripe_stand_in.endpoints import answer, described
from tests.stripe_stand_in.faults import Fault, Faults
from tests.stripe_stand_in.typing_of_stripe import Wrong, check_answer, check_request
from tests.stripe_stand_in.wire import read_form

KEY_LASTS_SECONDS = 24 * 3600
Answer = tuple[int, dict[str, Any]]


class StandIn:
    """What a test holds: the account behind it, its faults, and what was asked of it."""

    def __init__(self) -> None:
        self.account = Account()
        self.faults = Faults()
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.lock = threading.RLock()
        self.port = 0
        self.pause_seconds = 0.0
        self.flaws: list[str] = []
        self._kept: dict[str, tuple[float, str, Answer]] = {}
        self._in_use: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked_for(self, method: str, path: str) -> list[dict[str, Any]]:
        return [values for verb, where, values in self.asked if (verb, where) == (method, path)]

    def signed(self, event: dict[str, Any], secret: str, *, at: int | None = None) -> tuple[bytes, str]:
        """The raw body of a webhook and its `Stripe-Signature`."""
        body = json.dumps(event).encode()
        stamp = at if at is not None else int(time.time())
        mark = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        return body, f"t={stamp},v1={mark}"

    def handle(
        self, method: str, path: str, body: str, query: str, key: str
    ) -> tuple[Answer | None, dict[str, str]]:
        """The answer with its headers; None where the connection breaks."""
        fault = self.faults.draw(method, path)
        if fault is Fault.LOST_REQUEST:
            return None, {}
        if fault is Fault.TOO_MANY:
            return (429, _error("rate_limit_error", "Too many requests", "rate_limit")), {}
        if fault is Fault.KEY_IN_USE:
            return _key_in_use(), {"Stripe-Should-Retry": "false"}
        values = read_form(body if method == "POST" else query)
        if method != "POST" or not key:
            return self._do(method, path, values), {}
        return self._with_key(key, method, path, values, fault)

    def _with_key(
        self, key: str, method: str, path: str, values: dict[str, Any], fault: Fault | None
    ) -> tuple[Answer | None, dict[str, str]]:
        same = hashlib.sha256(json.dumps([path, values], sort_keys=True).encode()).hexdigest()
        with self.lock:
            kept = self._kept.get(key)
            if kept and self.account.now() - kept[0] < KEY_LASTS_SECONDS:
                return self._repeated(kept, same, fault)
            if key in self._in_use:
                return _key_in_use(), {}
            self._in_use.add(key)
        time.sleep(self.pause_seconds)
        try:
            found = self._do(method, path, values) if fault is not Fault.STORED_500 else _broken()
            if found[0] != 400:  # what was refused before it began is not kept
                self._kept[key] = (self.account.now(), same, found)
        finally:
            self._in_use.discard(key)
        return (None, {}) if fault is Fault.LOST_ANSWER else (found, {"Stripe-Should-Retry": "false"})

    def _repeated(self, kept: Any, same: str, fault: Fault | None) -> tuple[Answer | None, dict[str, str]]:
        if kept[1] != same:
            words = "Keys for idempotent requests can only be used with the same parameters they were first used with."
            return (400, _error("idempotency_error", words)), {}
        headers = {"Idempotent-Replayed": "true", "Stripe-Should-Retry": "false"}
        return (None, {}) if fault is Fault.LOST_ANSWER else (kept[2], headers)

    def _do(self, method: str, path: str, values: dict[str, Any]) -> Answer:
        try:
            with self.lock:
                self.asked.append((method, path, values))
                check_request(described(method, path), values)
                found = json.loads(json.dumps(answer(self.account, method, path, values)))
            check_answer(found)
        except Wrong as wrong:
            return 400, _error(
                "invalid_request_error", str(wrong), "parameter_unknown", param=wrong.parameter
            )
        except Refusal as refusal:
            return refusal.status, {"error": refusal.error}
        except Exception:  # a flaw of the stand-in itself must fail the test, not look like a fault of Stripe
            self.flaws.append(f"{method} {path}: {traceback.format_exc()}")
            raise
        return 200, found


@contextmanager
def running_stand_in() -> Iterator[StandIn]:
    """Serve until the block ends."""
    stand_in = StandIn()
    handler = type("Handler", (_Handler,), {"stand_in": stand_in})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    stand_in.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        assert stand_in.flaws == []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together: apart, the kernel waits 40 ms between them
    disable_nagle_algorithm = True
    stand_in: StandIn

    def do_GET(self) -> None:
        self._reply("GET")

    def do_POST(self) -> None:
        self._reply("POST")

    def log_message(self, *_: Any) -> None:
        """The tests read `asked` instead."""

    def _reply(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        where = urlsplit(self.path)
        key = self.headers.get("Idempotency-Key", "")
        found, headers = self.stand_in.handle(method, where.path, body, where.query, key)
        if found is None:
            self.close_connection = True
            self.connection.close()
            return
        status, thing = found
        raw = json.dumps(thing).encode()
        self.send_response(status)
        about = {
            "Content-Type": "application/json",
            "Content-Length": str(len(raw)),
            "Request-Id": "req_stand_in",
        }
        for name, value in {**about, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


def _key_in_use() -> Answer:
    return 409, _error("idempotency_error", "Another request holds this key.", "idempotency_key_in_use")


def _broken() -> Answer:
    return 500, _error("api_error", "An unknown error occurred")


def _error(kind: str, message: str, code: str = "", **more: Any) -> dict[str, Any]:
    about = {"type": kind, "message": message, **more}
    return {"error": {**about, "code": code} if code else about}
