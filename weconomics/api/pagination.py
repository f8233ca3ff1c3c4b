"""Pages by cursor: what is added or removed meanwhile shifts nothing."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

PAGE_SIZE = 25
LARGEST_PAGE = 100


class NewestFirst(CursorPagination):
    """By public id, newest first: a UUIDv7 begins with its time and is unique, so a cursor is exact."""

    ordering = "-public_id"
    page_size = PAGE_SIZE
    page_size_query_param = "limit"
    max_page_size = LARGEST_PAGE
    cursor_query_description = "Where to go on: take it from `next` or `previous`."
    page_size_query_description = "Results per page, at most 100."
    invalid_cursor_message = _("This cursor is not one of ours. Begin without a cursor.")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        self.base_url = settings.SITE_URL + request.get_full_path()  # never from the Host header
        return page

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        """Filters never order: the cursor's place means something in one order only."""
        return (self.ordering,)

    def decode_cursor(self, request: Request) -> Cursor | None:
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None:
            try:
                self.read_position(str(cursor.position))
            except ValueError as error:
                raise NotFound(self.invalid_cursor_message) from error
        return cursor

    def read_position(self, position: str) -> None:
        """Raises ValueError for what cannot be a place in this order."""
        UUID(position)


class ByName(NewestFirst):
    """For short lists that people read by name; `slug` is unique in the directory."""

    ordering = "slug"

    def read_position(self, position: str) -> None:
        if "\x00" in position:
            raise ValueError(position)


class BestFirst(NewestFirst):
    """By score; equal scores keep their order by id."""

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        return ("-score", "-public_id")

    def read_position(self, position: str) -> None:
        int(position)
