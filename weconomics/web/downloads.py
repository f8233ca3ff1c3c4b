"""Files that people keep, made for who asks."""

from django.http import HttpResponse


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep, never shown inside the page and never kept by what stands in between."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
