"""What was signed, byte for byte, what was taken back at once, and what was added later. All insert-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.consultation import Consultation


class SignedRecordQuerySet(models.QuerySet["SignedRecord"]):
    def standing(self) -> "SignedRecordQuerySet":
        return self.filter(withdrawal=None)


class SignedRecord(models.Model):
    """`document` is the canonical JSON text that was signed; `sha256` is of its UTF-8 bytes.

    `number` counts the signatures of a visit: all before the last were withdrawn, and the last may be.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="records")
    number = models.PositiveSmallIntegerField(default=1)
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    meaning = models.CharField(max_length=200)

    objects = SignedRecordQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("Signed record")
        verbose_name_plural = _("Signed records")
        constraints = [models.UniqueConstraint(name="one_record_per_number", fields=["consultation", "number"])]

    def __str__(self) -> str:
        return self.sha256


class SignatureWithdrawal(models.Model):
    """Undone within minutes of signing, before anybody had the sheet. The signature itself stays as it was."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    record = models.OneToOneField(SignedRecord, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Withdrawn signature")
        verbose_name_plural = _("Withdrawn signatures")

    def __str__(self) -> str:
        return str(self.record_id)


class Addendum(models.Model):
    """A correction after signing, with its reason; stands beside the original.

    `sha256` is of the text and the reason with who wrote it and when.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=4000)
    reason = models.CharField(max_length=500, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        verbose_name = _("Addendum")
        verbose_name_plural = _("Addenda")
        constraints = [models.CheckConstraint(name="addendum_has_a_text", condition=~models.Q(text=""))]

    def __str__(self) -> str:
        return self.text[:60]
