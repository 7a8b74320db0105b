"""The patient's sheet after it left the clinic: what was printed or sent, its unlisted address, the e-mails owed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.record import SignedRecord


class HandedOutAs(models.TextChoices):
    PRINT = "print", _("Printed")
    PDF = "pdf", _("Opened as PDF")
    EMAIL = "email", _("Sent by e-mail")


class SheetHandedOut(models.Model):
    """Insert-only. After the first one the signature can no longer be undone."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(SignedRecord, on_delete=models.PROTECT, related_name="handed_out")
    how = models.CharField(max_length=10, choices=HandedOutAs.choices)
    large = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("Sheet handed out")
        verbose_name_plural = _("Sheets handed out")

    def __str__(self) -> str:
        return f"{self.how} {self.at:%Y-%m-%d}"


class SheetLink(models.Model):
    """The unlisted page of one record: whoever has the 128-bit token may read it until `expires_on`. Insert-only."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    record = models.OneToOneField(SignedRecord, on_delete=models.PROTECT, related_name="link")
    token = models.CharField(max_length=40, unique=True)
    expires_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Address of a sheet")
        verbose_name_plural = _("Addresses of sheets")

    def __str__(self) -> str:
        return str(self.record_id)


class MailState(models.TextChoices):
    DUE = "due", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNSURE = "unsure", _("May not have arrived")
    FAILED = "failed", _("Could not be sent")


class Mail(models.Model):
    """An e-mail owed to a patient: it holds an address and a link, nothing clinical. `key` makes it one of a kind;
    `message_id` stays the same over every try.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(SignedRecord, on_delete=models.PROTECT, related_name="mails")
    key = models.CharField(max_length=255, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=4000)
    message_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("E-mail owed")
        verbose_name_plural = _("E-mails owed")
        constraints = [
            models.CheckConstraint(
                name="a_sent_mail_has_its_time",
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | ~models.Q(state=MailState.SENT) & models.Q(sent_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                name="mail_to_be_sent", fields=["try_at", "id"], condition=models.Q(state__in=["due", "sending"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
