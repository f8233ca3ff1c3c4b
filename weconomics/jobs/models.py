from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from weconomics.tenancy.models import AddressableModel


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped, a person must look")


class Job(AddressableModel):
    """One piece of work. The key makes it happen once: a second enqueue with the same kind and key finds this row."""

    kind = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="nl")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    progress_text = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        "communities.Membership", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("community", "kind", "key", name="job_happens_once"),
            models.CheckConstraint(
                condition=Q(progress_percent__lte=100), name="job_progress_within_hundred"
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
        ]
        indexes = [
            models.Index("run_after", condition=Q(state__in=["queued", "running"]), name="job_due"),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)
