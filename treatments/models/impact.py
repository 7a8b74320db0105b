"""What a draft would change for visits that were signed: one run over all of them, and what it found."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treatments.models.drafts import Protocol
from treatments.models.releases import Release


class RunState(models.TextChoices):
    WAITING = "waiting", _("Waiting to start")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class ImpactRun(models.Model):
    """The draft as it was at `revision` (`document`, canonical JSON) against a release, over the signed visits of
    `sites` (ids). `decides` is the SHA-256 of what the engine reads of the draft: the run is good for every draft with
    the same. Visits are taken in the order of their ids; `reached` is the last one counted, so that a run goes on where
    it stopped. `counts` is what `treatments.replaying` adds up. `beat_at` is when the worker last said that it lives.
    """

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="impact_runs")
    revision = models.PositiveIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    decides = models.CharField(max_length=64)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    sites = models.JSONField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reached = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)
    fault = models.CharField(max_length=200, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_by_name = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Impact run")
        verbose_name_plural = _("Impact runs")
        indexes = [
            models.Index(fields=["id"], name="impact_run_to_do", condition=Q(state__in=["waiting", "running"])),
            models.Index(fields=["protocol", "-id"], name="impact_run_of_protocol"),
        ]
        constraints = [
            models.CheckConstraint(name="impact_run_has_a_known_state", condition=Q(state__in=RunState.values)),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id} {self.revision} {self.state}"


class ImpactChange(models.Model):
    """One area of one visit that would come out differently. `visit` is its id and names nobody; `kind` is the change
    in one word, `before` and `after` are method or outcome, `rules` the codes that made the difference.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(ImpactRun, models.CASCADE, related_name="changes")
    visit = models.UUIDField()
    area_number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    before = models.CharField(max_length=60)
    after = models.CharField(max_length=60)
    rules = models.JSONField(default=list)
    site_id = models.BigIntegerField()
    age_band = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["run", "visit", "area_number"]
        verbose_name = _("Changed visit")
        verbose_name_plural = _("Changed visits")
        constraints = [
            models.UniqueConstraint(name="one_impact_change_per_area", fields=["run", "visit", "area_number"]),
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.area_number}"
