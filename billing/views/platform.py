"""What the network leader bills the community, for its treasurer and who leads."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from billing.actions.platform import subscription_on
from billing.documents import platform_pdf, platform_ubl
from billing.models import PlatformInvoice
from weconomics.actor import Role
from weconomics.web.downloads import as_file
from weconomics.web.views import role_page

INVOICES_SHOWN = 60


@role_page(Role.TREASURER)
def platform(request: Any) -> HttpResponse:
    about = {
        "subscription": subscription_on(timezone.localdate()),
        "invoices": PlatformInvoice.objects.all()[:INVOICES_SHOWN],
    }
    return render(request, "billing/platform_page.html", about)


@role_page(Role.TREASURER)
def platform_as_pdf(request: Any, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(PlatformInvoice, public_id=public_id)
    return as_file(platform_pdf(found), f"{found.label}.pdf", "application/pdf")


@role_page(Role.TREASURER)
def platform_as_ubl(request: Any, public_id: UUID) -> HttpResponse:
    found = get_object_or_404(PlatformInvoice, public_id=public_id)
    return as_file(platform_ubl(found), f"{found.label}.xml", "application/xml")
