"""The words of listings: what the index keeps of them, and the vocabulary against which a slip is seen."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from marketplace.language.lexemes import vector_of
from weconomics.tenancy.models import CommunityModel


class RootsField(SearchVectorField):
    """Roots and parts of compounds of a listing's title and text, written whenever the row is written.

    Like `auto_now`: every door that saves a listing keeps the index right, in the same transaction. A save that names
    its fields and changes the words names this one too.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"editable": False, "db_default": "", "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for known in ("editable", "db_default", "default"):
            kwargs.pop(known, None)
        return name, path, args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> str:
        return vector_of(model_instance.title, model_instance.text)


class Word(CommunityModel):
    """A word that stands in a published listing of the community. Learned by a job, in seconds; forgotten at night.

    A word of a listing for one local group is never learned: a slip must not show it to others.
    """

    word = models.CharField(max_length=60, db_collation="C")
    backwards = models.CharField(max_length=60, db_collation="C")
    is_public = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "word"], name="word_once"),
            models.CheckConstraint(condition=~Q(word=""), name="word_is_not_empty"),
        ]
        indexes = [models.Index(fields=["community", "backwards"], name="word_from_its_end")]

    def __str__(self) -> str:
        return self.word
