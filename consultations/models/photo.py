"""Photos of a visit and what was taken away again. All insert-only; the pictures themselves are files."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.answers import AnswerChange, GivenBy
from consultations.models.consultation import Consultation


class PhotoKind(models.TextChoices):
    FRONT = "front", _("From the front")
    LEFT = "left", _("Left side")
    RIGHT = "right", _("Right side")
    CLOSE_UP = "close_up", _("Close-up")


class PhotoQuerySet(models.QuerySet["Photo"]):
    def kept(self) -> "PhotoQuerySet":
        return self.filter(withdrawal=None)


class Photo(models.Model):
    """`file` is the name of the file in the folder of photos; the hashes are of what lies there.

    A close-up is of one place: `place` is what the area's first question was answered with, `area_number` which area
    that was then. `sent_sha256` is of the file as it came; what it was called is not kept. `consent` is the answer that
    allowed it, and the wording hashed is that of the question as the release has it, in `consent_language`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=20, choices=PhotoKind.choices)
    place = models.CharField(max_length=60, blank=True)
    area_number = models.PositiveSmallIntegerField(null=True)
    file = models.CharField(max_length=32, unique=True)
    sha256 = models.CharField(max_length=64)
    thumbnail_sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sent_sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    given_by = models.CharField(max_length=20, choices=GivenBy.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    consent = models.ForeignKey(AnswerChange, on_delete=models.PROTECT, related_name="+")
    consent_release = models.PositiveIntegerField()
    consent_question = models.CharField(max_length=60)
    consent_language = models.CharField(max_length=20)
    consent_wording_sha256 = models.CharField(max_length=64)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "id"]
        verbose_name = _("Photo")
        verbose_name_plural = _("Photos")
        constraints = [
            models.UniqueConstraint(name="one_photo_for_each_key", fields=["consultation", "key"]),
            models.CheckConstraint(
                name="a_close_up_is_of_a_place",
                condition=models.Q(kind=PhotoKind.CLOSE_UP, area_number__isnull=False) & ~models.Q(place="")
                | ~models.Q(kind=PhotoKind.CLOSE_UP) & models.Q(area_number__isnull=True, place=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PhotoWithdrawal(models.Model):
    """A photo that was taken away: its file is removed, its row stays."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    photo = models.OneToOneField(Photo, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Withdrawn photo")
        verbose_name_plural = _("Withdrawn photos")

    def __str__(self) -> str:
        return str(self.photo_id)


class PhotoConsentWithdrawal(models.Model):
    """The patient took the consent to photos of a visit back, before or after it was signed: all its photos go, and no
    new ones come. What was answered stays as it was answered.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="photo_consent_withdrawal")
    reason = models.TextField(max_length=500, blank=True)
    photos = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Withdrawn consent to photos")
        verbose_name_plural = _("Withdrawn consents to photos")

    def __str__(self) -> str:
        return str(self.consultation_id)
