"""The tablet in the patient's hand: who gave it for which intake, and how that came to its end."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.consultation import Consultation


class Ended(models.TextChoices):
    FINISHED = "finished", _("Finished")
    GIVEN_BACK = "given_back", _("Given back before the end")
    TAKEN_OVER = "taken_over", _("Taken over by staff")
    TIMED_OUT = "timed_out", _("Left alone too long")
    NOT_ALLOWED = "not_allowed", _("Whoever gave it may no longer")


class HandOver(models.Model):
    """`client` is the tablet, as the holder of the intake; `token` stands on its pages in place of the patient's id.

    Only its end is written later, and once: the database refuses any other change.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="hand_overs")
    client = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    text_size = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # What the sessions of `by` were good for then: what ends those ends this too.
    good_for = models.CharField(max_length=64, editable=False)
    ended = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("Hand-over of a tablet")
        verbose_name_plural = _("Hand-overs of tablets")
        constraints = [
            models.UniqueConstraint(
                name="one_tablet_in_the_patients_hand",
                fields=["consultation"],
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_ended_hand_over_says_how",
                condition=models.Q(ended="", ended_at__isnull=True)
                | (~models.Q(ended="") & models.Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
