"""What the patient agreed to, in the words they were shown, and what they took back. Both insert-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.consultation import Consultation


class ConsentWay(models.TextChoices):
    DRAWN = "drawn", _("Signed on the screen")
    TYPED = "typed", _("Name typed")
    PAPER = "paper", _("Signed on paper")


class Consent(models.Model):
    """`wording` is the canonical JSON of everything that was shown, `wording_sha256` of its UTF-8 bytes; `plan_sha256`
    is of the plan it was for, so that a consent to another plan counts for nothing. `strokes` is
    `[[[x, y], …], …]` in thousandths of the field's width, null unless drawn. `signed_name` is who agreed, `relation`
    who they are to the patient, empty for the patient. `by` was there. `strokes_sha256` is there so that a drawing
    serves one consent only.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="consents")
    way = models.CharField(max_length=10, choices=ConsentWay.choices)
    language = models.CharField(max_length=20)
    wording = models.TextField()
    wording_sha256 = models.CharField(max_length=64)
    plan_sha256 = models.CharField(max_length=64)
    strokes = models.JSONField(null=True)
    strokes_sha256 = models.CharField(max_length=64, blank=True)
    signed_name = models.CharField(max_length=200)
    relation = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("Consent")
        verbose_name_plural = _("Consents")
        constraints = [
            models.CheckConstraint(
                name="a_drawn_consent_has_strokes",
                condition=models.Q(way=ConsentWay.DRAWN, strokes__isnull=False)
                | ~models.Q(way=ConsentWay.DRAWN) & models.Q(strokes__isnull=True),
            ),
            models.CheckConstraint(name="a_consent_has_a_name", condition=~models.Q(signed_name="")),
            models.UniqueConstraint(
                name="a_drawing_serves_one_consent",
                fields=["strokes_sha256"],
                condition=~models.Q(strokes_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.at:%Y-%m-%d}"


class ConsentWithdrawal(models.Model):
    """Taken back, before or after the treatment; what was agreed to stays readable."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Withdrawn consent")
        verbose_name_plural = _("Withdrawn consents")

    def __str__(self) -> str:
        return str(self.consent_id)


class ConsentDraft(models.Model):
    """A signature that is being drawn: kept after every stroke, gone once it is given. Agrees to nothing."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="consent_draft")
    strokes = models.JSONField(default=list)
    signed_name = models.CharField(max_length=200, blank=True)
    relation = models.CharField(max_length=120, blank=True)
    wording_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Signature being drawn")
        verbose_name_plural = _("Signatures being drawn")

    def __str__(self) -> str:
        return str(self.consultation_id)
