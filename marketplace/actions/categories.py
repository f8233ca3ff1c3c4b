"""What is exchanged here."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from marketplace import rules
from marketplace.enums import CategoryState
from marketplace.errors import CategoryInUse
from marketplace.models import Category
from weconomics.actor import Actor
from weconomics.errors import NotAllowed


@transaction.atomic
def open_category(
    *, name_nl: str, name_en: str = "", icon: str = "shapes", course_line: str = "", slug: str = "", by: Actor
) -> Category:
    """A new category at the end of the list. Raises NotAllowed, CategoryInUse."""
    _check(by)
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    category = Category(
        name_nl=name_nl.strip(),
        name_en=name_en.strip(),
        icon=icon,
        course_line=course_line.strip(),
        slug=slug or slugify(name_nl)[:60] or "categorie",
        position=last + 1,
    )
    _save(category)
    return category


@transaction.atomic
def change_category(
    *, category: Category, name_nl: str, name_en: str, icon: str, course_line: str, by: Actor
) -> Category:
    """Other words or another icon; its address stays. Raises NotAllowed."""
    _check(by)
    category.name_nl, category.name_en = name_nl.strip(), name_en.strip()
    category.icon, category.course_line = icon, course_line.strip()
    _save(category)
    return category


@transaction.atomic
def close_category(*, category: Category, by: Actor) -> Category:
    """No new listings in it; those that are there stay. Raises NotAllowed."""
    _check(by)
    category.state = CategoryState.CLOSED
    category.save(update_fields=["state"])
    return category


@transaction.atomic
def reopen_category(*, category: Category, by: Actor) -> Category:
    """Raises NotAllowed."""
    _check(by)
    category.state = CategoryState.OPEN
    category.save(update_fields=["state"])
    return category


def _check(by: Actor) -> None:
    if not rules.may_manage_categories(by=by):
        raise NotAllowed(_("Categories are kept by coordinators and who leads the community."))


def _save(category: Category) -> None:
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as error:
        raise CategoryInUse(data={"field": "name_nl"}) from error
