"""Who did what, and what was already answered."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing somebody did or looked at. Insert-only, no foreign keys: it must read right when all else is gone."""

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(max_length=180)
    actor_role = models.CharField(max_length=20, blank=True)
    session = models.CharField(max_length=64, blank=True)
    site_id = models.BigIntegerField(null=True)
    patient_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Event")
        verbose_name_plural = _("Events")
        indexes = [
            models.Index(fields=["patient_id", "-id"], name="event_of_patient", condition=~models.Q(patient_id="")),
            models.Index(fields=["subject", "subject_id", "-id"], name="event_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_says_who_and_what", condition=~models.Q(action="") & ~models.Q(actor_name="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action}"


class Receipt(models.Model):
    """The answer given to one page that was sent, kept so that sending it again has no second effect."""

    key = models.CharField(max_length=255)
    actor_id = models.CharField(max_length=40, blank=True)
    path = models.CharField(max_length=500)
    body_sha256 = models.CharField(max_length=64)
    url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("Receipt")
        verbose_name_plural = _("Receipts")
        constraints = [models.UniqueConstraint(name="one_receipt_per_key_and_person", fields=["key", "actor_id"])]

    def __str__(self) -> str:
        return self.path
