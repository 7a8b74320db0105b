"""The log of every change of an answer: insert-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.consultation import Consultation


class GivenBy(models.TextChoices):
    PATIENT = "patient", _("Patient")
    DESK = "desk", _("Front desk")
    DERMATOLOGIST = "dermatologist", _("Dermatologist")


class AnswerChange(models.Model):
    """`old` and `new` are null where there was or is no answer; `area_number` is null for a question about the person.

    `revision` is the consultation's revision that this change made. `client` is the tablet's session and `sequence` its
    own count of changes, both empty where the page was sent as a whole.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="answer_changes")
    area_number = models.PositiveSmallIntegerField(null=True)
    question = models.CharField(max_length=60)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    given_by = models.CharField(max_length=20, choices=GivenBy.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()
    client = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="a_tablet_counts_each_change_once",
                fields=["consultation", "client", "sequence"],
                condition=models.Q(sequence__isnull=False),
            )
        ]
        verbose_name = _("Change of an answer")
        verbose_name_plural = _("Changes of answers")

    def __str__(self) -> str:
        return f"{self.question} {self.revision}"
