"""Categories, kept by coordinators and who leads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from marketplace.actions import categories as verbs
from marketplace.forms import CategoryForm
from marketplace.models import Category
from weconomics.actor import Role
from weconomics.errors import DomainError
from weconomics.web.forms import refuse
from weconomics.web.views import role_page


@role_page(Role.COORDINATOR)
def category_list(request: Any) -> HttpResponse:
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.open_category(**form.cleaned_data, by=request.actor)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The category is open."))
            return redirect("marketplace:categories", request.community.slug)
    return render(
        request, "marketplace/category_list.html", {"form": form, "categories": Category.objects.all()}
    )


@role_page(Role.COORDINATOR)
def category_edit(request: Any, public_id: UUID) -> HttpResponse:
    category = get_object_or_404(Category, public_id=public_id)
    start = {name: getattr(category, name) for name in CategoryForm.base_fields}
    form = CategoryForm(request.POST or None, initial=start)
    if request.method == "POST":
        if "close" in request.POST or "reopen" in request.POST:
            verb = verbs.close_category if "close" in request.POST else verbs.reopen_category
            verb(category=category, by=request.actor)
            return redirect("marketplace:categories", request.community.slug)
        if form.is_valid():
            try:
                verbs.change_category(category=category, **form.cleaned_data, by=request.actor)
            except DomainError as error:
                refuse(form, error)
            else:
                return redirect("marketplace:categories", request.community.slug)
    return render(request, "marketplace/category_form.html", {"form": form, "category": category})
