"""Published protocols. One row is one release; rows are only ever added, and the database refuses anything else."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    FILE = "file", _("From a file, when the clinic was set up")
    DRAFT = "draft", _("Written and approved here")


def person(label: Promise) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, blank=True, related_name="+"
    )


class ReleaseQuerySet(models.QuerySet["Release"]):
    def of(self, slug: str) -> "ReleaseQuerySet":
        return self.filter(slug=slug)

    def in_force(self) -> "ReleaseQuerySet":
        return self.filter(withdrawal=None)

    def without_document(self) -> "ReleaseQuerySet":
        """The document is long and read once per process; see `treatments.compiled_releases`."""
        return self.defer("document")


class Release(models.Model):
    """`document` is the canonical JSON whose SHA-256 is `sha256`. Names are kept as they were at the time."""

    slug = models.CharField(_("Protocol"), max_length=60)
    number = models.PositiveIntegerField(_("Release"))
    format = models.PositiveSmallIntegerField(_("Format"))
    document = models.TextField(_("Document"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    origin = models.CharField(_("Origin"), max_length=10, choices=Origin.choices)
    written_by = person(_("Written by"))
    written_by_name = models.TextField(blank=True)
    approved_by = person(_("Approved by"))
    approved_by_name = models.TextField(blank=True)
    published_by = person(_("Published by"))
    published_by_name = models.TextField(blank=True)
    published_at = models.DateTimeField(_("Published"))
    notes = models.TextField(_("Notes"), blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "-number"]
        verbose_name = _("Release")
        verbose_name_plural = _("Releases")
        constraints = [
            models.UniqueConstraint(name="one_release_per_number", fields=["slug", "number"]),
            models.CheckConstraint(name="release_numbers_begin_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="release_approved_by_someone_else_or_first_from_file",
                condition=Q(origin="file", number=1, written_by=None, approved_by=None)
                | (Q(origin="draft", written_by__isnull=False, approved_by__isnull=False, published_by__isnull=False))
                & ~Q(approved_by=F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"


class Withdrawal(models.Model):
    """A release that must not be used for new visits any more. It stays readable for ever."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="withdrawal")
    reason = models.TextField(_("Reason"))
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_by_name = models.TextField()
    withdrawn_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Withdrawal")
        verbose_name_plural = _("Withdrawals")
        constraints = [models.CheckConstraint(name="withdrawal_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.release_id}"


def live_release(slug: str) -> Release | None:
    """The newest release that was not withdrawn: what new visits use."""
    known = Release.objects.of(slug).in_force().without_document().select_related("withdrawal")
    return known.order_by("-number").first()
