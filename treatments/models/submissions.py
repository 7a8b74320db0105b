"""A draft on its way to becoming a release: sent by those who wrote it, answered by somebody else."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treatments.models.drafts import Protocol
from treatments.models.releases import Release


class Ending(models.TextChoices):
    PUBLISHED = "published", _("Published")
    SENT_BACK = "sent_back", _("Sent back")
    TAKEN_BACK = "taken_back", _("Taken back")
    FAILED = "failed", _("Could not be published at its time")


class Submission(models.Model):
    """Of one revision of the draft with one content (`sha256`). Approved for later, it carries `approved_by` and
    `publish_at` until its time has come. `ending` is empty while it is open; an edit after sending ends nothing, but
    then nobody can approve it any more and it is sent anew.
    """

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="submissions")
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(_("What it is for"), max_length=2000, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_by_name = models.CharField(max_length=120)
    sent_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    publish_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    comment = models.TextField(_("Comment"), max_length=2000, blank=True)
    release = models.OneToOneField(Release, models.PROTECT, null=True, related_name="submission")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Submission")
        verbose_name_plural = _("Submissions")
        constraints = [
            models.UniqueConstraint(
                name="one_open_submission_per_protocol", fields=["protocol"], condition=Q(ending="")
            ),
            models.CheckConstraint(
                name="an_ended_submission_says_when",
                condition=Q(ending="", ended_at__isnull=True) | ~Q(ending="") & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_approved_for_later_has_a_time",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True, publish_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_approves_what_they_sent",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("sent_by")),
            ),
            models.CheckConstraint(
                name="a_published_submission_has_its_release",
                condition=Q(ending="published", release__isnull=False) | ~Q(ending="published") & Q(release=None),
            ),
            models.CheckConstraint(name="sent_back_says_why", condition=~Q(ending="sent_back") | ~Q(comment="")),
        ]

    def __str__(self) -> str:
        return f"{self.protocol_id} {self.revision}"
