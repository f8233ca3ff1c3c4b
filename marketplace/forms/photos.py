"""Pictures as people send them: several at once, each with words for who cannot see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from marketplace.models import Listing, ListingPhoto
from weconomics.web.forms import Form

PICTURES = {"accept": "image/jpeg,image/png,image/webp"}
COVER = "cover"


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs=PICTURES)


class PhotosField(forms.FileField):
    """Some pictures; cleans to a list. Their content is judged by the verb that keeps them."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [clean for file in files if (clean := super(PhotosField, self).clean(file, initial))]


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One picture in its order; `key` names it in the buttons."""

    key: str
    file: Any
    alt: forms.BoundField
    is_cover: bool
    is_hidden: bool


class PhotosForm(Form):
    photo = PhotosField(label=_("Add photos"), required=False)

    def __init__(self, *args: Any, listing: Listing, photos: list[ListingPhoto], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listing, self.photos = listing, photos
        if listing.photo:
            self._ask(COVER, listing.photo_alt)
        for photo in photos:
            self._ask(str(photo.public_id), photo.alt)

    @property
    def rows(self) -> Iterator[PhotoRow]:
        if self.listing.photo:
            yield PhotoRow(COVER, self.listing.photo, self[f"alt_{COVER}"], True, False)
        for photo in self.photos:
            key = str(photo.public_id)
            yield PhotoRow(key, photo.photo, self[f"alt_{key}"], False, photo.hidden_at is not None)

    def cover_alt(self) -> str:
        return self.cleaned_data.get(f"alt_{COVER}", "")

    def alts(self) -> dict[UUID, str]:
        return {photo.public_id: self.cleaned_data[f"alt_{photo.public_id}"] for photo in self.photos}

    def _ask(self, key: str, alt: str) -> None:
        self.fields[f"alt_{key}"] = forms.CharField(
            label=_("What the photo shows"), required=False, max_length=200, initial=alt
        )
