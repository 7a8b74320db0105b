"""What was changed in a draft, and who has which part of it open."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from treatments.models.drafts import Protocol


class Way(models.TextChoices):
    EDIT = "edit", _("Edited")
    UNDO = "undo", _("Undone")
    REDO = "redo", _("Redone")


class Edit(models.Model):
    """One change of one part, kept for ever. `parts` is the document's list, or "protocol" for what the protocol says
    of itself; `code` is the part's key or code, or the field's name. `before` and `after` are the part as it stands in
    the document, null where it did not or does not exist; `place_before` and `place_after` its place in the list,
    from one. `undoes` is the edit that this one takes back; to redo is to take back an undoing. `revision` is the
    draft's after it.
    """

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="edits")
    revision = models.PositiveIntegerField()
    parts = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    place_before = models.PositiveIntegerField(null=True)
    place_after = models.PositiveIntegerField(null=True)
    way = models.CharField(max_length=4, choices=Way.choices, default=Way.EDIT)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    note = models.TextField(_("Note"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("Edit")
        verbose_name_plural = _("Edits")
        constraints = [
            models.UniqueConstraint(name="one_edit_per_revision", fields=["protocol", "revision"]),
            models.CheckConstraint(
                name="an_edit_changes_something",
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False),
            ),
            models.CheckConstraint(
                name="undo_and_redo_name_an_edit",
                condition=models.Q(way="edit", undoes=None) | ~models.Q(way="edit") & models.Q(undoes__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["protocol", "parts", "code", "-id"], name="edit_of_part")]

    def __str__(self) -> str:
        return f"{self.parts} {self.code} {self.revision}"


class AcceptedFinding(models.Model):
    """A finding of the checks that was looked at and stays, with the reason. `fingerprint` is of the finding and of the
    rules it names, so that it is open again when one of them changes.
    """

    protocol = models.ForeignKey(Protocol, models.PROTECT, related_name="accepted_findings")
    fingerprint = models.CharField(max_length=64)
    kind = models.CharField(max_length=30)
    rules = models.JSONField(default=list)
    note = models.TextField(_("Note"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Accepted finding")
        verbose_name_plural = _("Accepted findings")
        constraints = [
            models.UniqueConstraint(name="one_acceptance_per_finding", fields=["protocol", "fingerprint"]),
            models.CheckConstraint(name="an_accepted_finding_says_why", condition=~models.Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:12]}"


class Presence(models.Model):
    """Somebody has this part open and was seen there a moment ago."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="+")
    parts = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Presence")
        verbose_name_plural = _("Presences")
        constraints = [
            models.UniqueConstraint(
                name="one_presence_per_part_and_person", fields=["protocol", "parts", "code", "person"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.parts} {self.code}"
