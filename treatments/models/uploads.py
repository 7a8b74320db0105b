"""A protocol file that somebody sent and has not confirmed yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from treatments.models.drafts import Protocol


class Upload(models.Model):
    """`text` is the file in its canonical form. Forgotten when it was taken in, or a day later."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Uploaded file")
        verbose_name_plural = _("Uploaded files")

    def __str__(self) -> str:
        return f"{self.protocol_id} {self.pk}"
