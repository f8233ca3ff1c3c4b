"""The questions of a category: asked in the form of a listing, kept by coordinators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.actions.field_schemas import publish_questions
from marketplace.enums import FieldKind
from marketplace.fields import schema_of
from marketplace.fields.drafting import with_codes
from marketplace.fields.queries import last_number_of, versions_of
from marketplace.forms.field_schemas import QuestionsForm
from marketplace.forms.questions import FormWithQuestions
from marketplace.models import Category, FieldSchema
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.rows import get_or_refuse
from weconomics.web.views import member_page, role_page


class AnswersForm(FormWithQuestions):
    """Only the questions, as members see them."""

    def __init__(self, schema: FieldSchema | None) -> None:
        super().__init__()
        self.ask(schema)


@require_GET
@member_page
def own_questions(request: Any) -> HttpResponse:
    """The part of a listing's form that follows the chosen category."""
    chosen = request.GET.get("category", "")
    category = Category.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    return render(request, "marketplace/_own_fields.html", {"form": AnswersForm(schema_of(category))})


@require_http_methods(["GET", "POST"])
@role_page(Role.COORDINATOR)
def category_questions(request: Any, public_id: UUID) -> HttpResponse:
    """Every button sends all questions; only `publish` keeps them, as a new version."""
    category = get_or_refuse(Category.objects.all(), public_id)
    button = request.POST.get("do", "")
    if request.method == "POST":
        form = QuestionsForm.sent(request.POST)
        if button == "publish":
            if _publish(request, category, form):
                return redirect("marketplace:category_questions", request.community.slug, public_id)
        elif button != "preview":
            form = form.after(button)
    else:
        schema = schema_of(category)
        form = QuestionsForm(schema.fields if schema else [])
    return render(request, "marketplace/category_questions.html", _about(request, category, form))


def _publish(request: Any, category: Category, form: QuestionsForm) -> bool:
    if not form.is_valid():
        return False
    after = request.POST.get("after", "")
    try:
        publish_questions(
            category=category,
            questions=form.questions(),
            after=int(after) if after.isdecimal() else 0,
            by=request.actor,
        )
    except DomainError as error:
        form.refuse(str(error), place=error.data.get("place"), part=error.data.get("field", ""))
        return False
    messages.success(request, _("From now on “%s” asks these questions.") % category)
    return True


def _about(request: Any, category: Category, form: QuestionsForm) -> dict[str, Any]:
    """With a preview of what is on the page now. A refused version starts from what it was read from."""
    written = [
        question for question in form.questions() if question.name_nl and question.kind in FieldKind.values
    ]
    preview = FieldSchema(
        category=category, fields=[question.as_json() for question in with_codes(written, [])]
    )
    return {
        "category": category,
        "form": form,
        "after": request.POST.get("after") or last_number_of(category),
        "preview": AnswersForm(preview),
        "versions": versions_of(category),
    }
