"""What is not JSON."""

from typing import Any

from rest_framework.renderers import JSONRenderer


class BytesRenderer(JSONRenderer):
    """Bytes of a document as they are; a problem stays JSON."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, *args, **kwargs)


class PdfRenderer(BytesRenderer):
    media_type = "application/pdf"
    format = "pdf"


class XmlRenderer(BytesRenderer):
    media_type = "application/xml"
    format = "xml"
