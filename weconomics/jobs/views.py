from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from weconomics.errors import NotFound
from weconomics.jobs.models import Job
from weconomics.web.views import member_page


@member_page
def job_page(request: Any, public_id: UUID) -> HttpResponse:
    """How far the work is. htmx asks for the part again until it has finished; the page may be left meanwhile."""
    job = get_object_or_404(Job, public_id=public_id)
    if not (request.actor.leads or job.requested_by_id == request.actor.membership_id):
        raise NotFound
    template = "jobs/_job_progress.html" if request.htmx else "jobs/job_detail.html"
    return render(request, template, {"job": job})
