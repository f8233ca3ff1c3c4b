"""The base of every endpoint: parse, find, act, answer. Reading is done here; what changes something calls a verb."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_304_NOT_MODIFIED

from weconomics.actor import Actor
from weconomics.api.etags import etag_of, is_known, require_unchanged
from weconomics.api.idempotency import once_per_key
from weconomics.api.scopes import Scope
from weconomics.api.throttling import tell_allowance
from weconomics.errors import NotFound


class ApiView(GenericAPIView):
    """Names the scope that each method needs. Every `post` obeys Idempotency-Key; no view can forget it."""

    scopes: dict[str, Scope] = {}
    is_public = False
    lookup_field = "public_id"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "post" in cls.__dict__:
            cls.post = once_per_key(cls.post)  # type: ignore[attr-defined]

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor

    def scope_for(self, method: str | None) -> Scope:
        """Raises MethodNotAllowed where nothing answers this method."""
        asked = "GET" if method == "HEAD" else method or ""
        if asked not in self.scopes:
            raise MethodNotAllowed(asked)
        return self.scopes[asked]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        _speak_language_of(request)
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answered = super().finalize_response(request, response, *args, **kwargs)
        tell_allowance(request, answered)
        answered["Content-Language"] = translation.get_language() or "nl"
        patch_vary_headers(answered, ["Authorization", "Cookie", "Accept-Language"])
        return answered

    def read(self, serializer_class: Any, data: Any, **options: Any) -> Any:
        """What was sent, checked. Raises ValidationError."""
        context = {**self.get_serializer_context(), "actor": self.actor}
        form = serializer_class(data=data, context=context, **options)
        form.is_valid(raise_exception=True)
        return form

    def find(self, queryset: QuerySet[Any], public_id: UUID | str) -> Any:
        """The row that this caller may see. Raises NotFound."""
        row = queryset.filter(**{self.lookup_field: public_id}).first()
        if row is None:
            raise NotFound
        return row

    def context_for(self, rows: Sequence[Any]) -> dict[str, Any]:
        """What the serializer needs beside the rows, asked once for all of them."""
        return {}

    def represent(self, row: Any, serializer_class: Any = None) -> Any:
        """One row as JSON values."""
        chosen = serializer_class or self.get_serializer_class()
        return chosen(row, context={**self.get_serializer_context(), **self.context_for([row])}).data


class ListView(ApiView):
    """GET: a page of what the caller may see."""

    is_list = True

    def get(self, request: Request, **of_address: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        context = {**self.get_serializer_context(), **self.context_for(rows)}
        serializer = self.get_serializer_class()(rows, many=True, context=context)
        return self.get_paginated_response(serializer.data)


class DetailView(ApiView):
    """GET: one row with its ETag."""

    def get(self, request: Request, public_id: UUID) -> Response:
        return self.answer(self.find(self.get_queryset(), public_id))

    def answer(self, row: Any, *, status: int = 200) -> Response:
        """The row and its tag; 304 when the caller already has it."""
        representation = self.represent(row)
        etag = etag_of(representation)
        if self.request.method in ("GET", "HEAD") and is_known(self.request, etag):
            return Response(status=HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
        return Response(representation, status=status, headers={"ETag": etag})

    def find_to_change(self, public_id: UUID) -> Any:
        """The row, locked when the caller says which version the change is meant for. Raises NotFound, HasChanged."""
        queryset = self.get_queryset()
        row = self.find(queryset, public_id)
        if "If-Match" in self.request.headers:
            type(row)._base_manager.select_for_update().get(pk=row.pk)
            row = self.find(self.get_queryset(), public_id)
            require_unchanged(self.request, etag_of(self.represent(row)))
        return row


class VerbView(ApiView):
    """POST: one verb on one row, answered with the row as it is then."""

    input_class: Any = None

    def post(self, request: Request, public_id: UUID) -> Response:
        row = self.find(self.get_queryset(), public_id)
        given = self.read(self.input_class, request.data).validated_data if self.input_class else {}
        changed = self.act(row, **given)
        return Response(self.represent(self.find(self.get_queryset(), changed.public_id)))

    def act(self, row: Any, **given: Any) -> Any:
        """Call the verb; give back the row."""
        raise NotImplementedError


def _speak_language_of(request: Request) -> None:
    """A program says it per request; a person has chosen already. The language middleware puts it back afterwards."""
    wanted = request.headers.get("Accept-Language")
    if wanted and "sessionid" not in request.COOKIES:
        for part in wanted.split(","):
            code = part.split(";")[0].strip().lower()[:2]
            if code in ("nl", "en"):
                translation.activate(code)
                return
