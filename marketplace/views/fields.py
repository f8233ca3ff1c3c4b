"""The questions of a category: asked in the form of a listing, kept by coordinators."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from marketplace.forms.questions import FormWithQuestions
from weconomics.web.views import member_page


class _Questions(FormWithQuestions):
    """Only the questions."""


@require_GET
@member_page
def own_questions(request: Any) -> HttpResponse:
    """The part of the form that follows the chosen category."""
    form = _Questions(initial={"category": request.GET.get("category")})
    form.ask_questions()
    return render(request, "marketplace/_own_fields.html", {"form": form})
