"""A case that a dermatologist passed over in the queue; forgotten when they open it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.consultation import Consultation


class Skip(models.Model):
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="skips")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Skipped case")
        verbose_name_plural = _("Skipped cases")
        constraints = [models.UniqueConstraint(name="skipped_once_by_each", fields=["consultation", "by"])]

    def __str__(self) -> str:
        return str(self.consultation_id)
