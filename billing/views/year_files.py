"""The year file: ask for it, and fetch it."""

from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from billing.actions.year_files import ask_year_file
from billing.document_forms import YearForm
from billing.models import YearFile
from billing.year_file.sums import years_with_postings
from weconomics.actor import Role
from weconomics.errors import NotFound
from weconomics.web.downloads import as_file
from weconomics.web.views import role_page

FILES_SHOWN = 20


@role_page(Role.TREASURER)
def year_files(request: Any) -> HttpResponse:
    """Choose a year; below it the files that were made."""
    form = YearForm(request.POST or None, years=years_with_postings())
    if request.method == "POST" and form.is_valid():
        wanted = ask_year_file(year=form.cleaned_data["year"], by=request.actor)
        return redirect("jobs:job", request.community.slug, wanted.job.public_id)  # type: ignore[union-attr]
    files = YearFile.objects.select_related("job")[:FILES_SHOWN]
    return render(request, "billing/year_files.html", {"form": form, "files": files})


@role_page(Role.TREASURER)
def year_file(request: Any, public_id: UUID) -> HttpResponse:
    """The ZIP itself, for the treasurer and who leads."""
    made = get_object_or_404(YearFile, public_id=public_id)
    if made.made_at is None or not default_storage.exists(made.file_name):
        raise NotFound
    name = f"{request.community.slug}-{made.year}.zip"
    # In one piece: what is streamed would run outside of the community's scope.
    with default_storage.open(made.file_name) as file:
        return as_file(file.read(), name, "application/zip")
