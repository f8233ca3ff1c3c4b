"""Finding a row by its public id, and rows by the page."""

from typing import TypeVar
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from weconomics.errors import NotFound

Row = TypeVar("Row", bound=Model)


def get_or_refuse(rows: QuerySet[Row], public_id: UUID) -> Row:
    """The row of this public id, or NotFound: also for a row of another community."""
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def page_of(request: HttpRequest, rows: QuerySet[Row], size: int = 24) -> Page:
    """The page that `?page=` asks for, or the nearest there is."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
