"""A POST that is sent twice works once. The answer is kept with what the request did, in one transaction.

A twin that runs at the same time meets an advisory lock and is told to wait, instead of waiting itself. The lock ends
with the transaction: a worker that dies leaves neither a lock nor half an answer.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from weconomics.api.errors import KeyUsedForAnotherRequest, RequestIsRunning, WrongKey
from weconomics.api.models import IdempotencyRecord
from weconomics.api.throttling import caller_of
from weconomics.tenancy.scope import only_community

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 255

Post = Callable[..., Response]


def once_per_key(post: Post) -> Post:
    """Wraps the `post` of a view. Without the header nothing changes."""

    @wraps(post)
    def kept(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return post(view, request, *args, **kwargs)
        caller, asked = caller_of(request), _hash_of(request)
        _lock(caller, _clean(key))
        if record := _kept_answer(caller, key):
            return _replay(record, asked)
        response = post(view, request, *args, **kwargs)
        _keep(response, caller=caller, key=key, request_hash=asked)
        return response

    return kept


def _clean(key: str) -> str:
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise WrongKey
    return key


def _hash_of(request: Request) -> str:
    """The same address and the same JSON, however it was laid out. Raises ParseError for what is not JSON."""
    asked = json.dumps([request.path, request.data], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(asked.encode()).hexdigest()


def _lock(caller: str, key: str) -> None:
    name = f"{only_community()}\n{caller}\n{key}".encode()
    number = int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise RequestIsRunning


def _kept_answer(caller: str, key: str) -> IdempotencyRecord | None:
    record = IdempotencyRecord.objects.filter(caller=caller, key=key).first()
    if record is not None and record.has_expired:
        record.delete()
        return None
    return record


def _replay(record: IdempotencyRecord, asked: str) -> Response:
    if record.request_hash != asked:
        raise KeyUsedForAnotherRequest
    body = json.loads(record.body) if record.body else None
    return Response(body, status=record.status, headers={REPLAYED: "true"})


def _keep(response: Response, **of_request: str) -> None:
    body = JSONRenderer().render(response.data).decode() if response.data is not None else ""
    IdempotencyRecord.objects.create(status=response.status_code, body=body, **of_request)
