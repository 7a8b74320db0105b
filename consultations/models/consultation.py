"""One patient's visit for one protocol, from intake to signed, and the plan that grows in it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.glance import glance
from consultations.lifecycle import Status, is_allowed
from consultations.models.patient import Patient
from treatments.models import Release

if TYPE_CHECKING:
    from consultations.models.record import SignedRecord

HOLDING = ("holder", "held_as", "held_by", "held_at")


def no_answers() -> dict[str, object]:
    return {"person": {}, "areas": []}


class WithoutMethod(models.TextChoices):
    """What is done with an area that gets no method; empty: no treatment."""

    WATCH = "watch_and_wait", _("Watch and wait")
    REFER = "refer", _("Biopsy or refer")
    SOMETHING_ELSE = "something_else", _("Something else")


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def for_user(self, user: User) -> "ConsultationQuerySet":
        return self.filter(site__in=user.sites_allowed())

    def open(self) -> "ConsultationQuerySet":
        return self.filter(status__in=[Status.INTAKE, Status.REVIEW, Status.CONFIRMED])

    def waiting_for_doctor(self) -> "ConsultationQuerySet":
        return self.filter(status__in=[Status.REVIEW, Status.CONFIRMED])


class Consultation(models.Model):
    """`answers` is `{"person": {key: value}, "areas": [{key: value}, …]}` as given, pinned to `release`.

    `revision` counts every change; `suggestion` is the JSON form for the present answers, null while the intake runs;
    `glance` is what lists show of it. `face_map` is what was marked on the picture, `unfinished` what was typed and is
    no answer yet, by place. `holder` is the one tablet that may write while the intake runs; `on_paper_at` says when
    the answers were put on paper, where they were typed in later. `claimed_by` is the dermatologist who has the case
    open since `claimed_at` and last looked at it at `claim_seen_at`; `release_kept` the number of a newer release that
    they saw and did not take. `sheet_edits` is `[{"code", "add_on", "original", "text"}, …]`: lines of the
    patient's sheet in other words than the original, which is as the protocol writes it, or left out where the text is
    empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="consultations")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consultations")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, default=Status.INTAKE, choices=[(s.value, s.value) for s in Status])
    revision = models.PositiveIntegerField(default=1)
    answers = models.JSONField(default=no_answers)
    suggestion = models.JSONField(null=True)
    glance = models.JSONField(null=True)
    face_map = models.JSONField(null=True)
    unfinished = models.JSONField(default=dict)
    holder = models.CharField(max_length=40, blank=True)
    held_as = models.CharField(max_length=20, blank=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    held_at = models.DateTimeField(null=True)
    on_paper_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    claimed_at = models.DateTimeField(null=True)
    claim_seen_at = models.DateTimeField(null=True)
    release_kept = models.PositiveIntegerField(null=True)
    sheet_edits = models.JSONField(default=list)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    intake_finished_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=500, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Consultation")
        verbose_name_plural = _("Consultations")
        constraints = [
            models.CheckConstraint(name="consultation_has_a_known_status", condition=models.Q(status__in=list(Status))),
            models.CheckConstraint(
                name="signature_has_name_and_time",
                condition=models.Q(signed_at__isnull=True, signed_by__isnull=True)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="signed_means_signed",
                condition=models.Q(status=Status.SIGNED, signed_at__isnull=False)
                | (~models.Q(status=Status.SIGNED) & models.Q(signed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="closed_unsigned_has_a_reason",
                condition=~models.Q(status=Status.CLOSED_UNSIGNED) | ~models.Q(closed_reason=""),
            ),
            models.UniqueConstraint(
                name="one_open_consultation_per_patient",
                fields=["patient"],
                condition=models.Q(status__in=[Status.INTAKE, Status.REVIEW, Status.CONFIRMED]),
            ),
        ]
        indexes = [
            models.Index(fields=["site", "status", "started_at", "id"], name="consultation_worklist"),
            models.Index(fields=["patient", "-started_at", "-id"], name="consultation_history"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def record(self) -> "SignedRecord":
        """The signature that stands; raises DoesNotExist where none does. One query each time."""
        return self.records.standing().get()

    def take_suggestion(self, suggestion: dict[str, Any] | None) -> None:
        """The only writer of `suggestion`, so that what lists show of it never lags behind."""
        self.suggestion = suggestion
        self.glance = glance(suggestion) if suggestion else None

    def give_to(self, client: str = "", held_as: str = "", by: User | None = None, at: datetime | None = None) -> None:
        """The only writer of who holds the intake: this tablet, or none. The caller saves `HOLDING`."""
        self.holder, self.held_as, self.held_by, self.held_at = client, held_as, by, at

    def move_to(self, status: Status) -> None:
        """The only writer of `status`. Refusing in words is the policies' work; this is the last guard."""
        if not is_allowed(Status(self.status), status):
            raise ValueError(f"a consultation does not go from {self.status} to {status}")
        self.status = status


class PlanLine(models.Model):
    """What the dermatologist decided for one area. `method` empty: `without_method` says what instead, and `own_words`
    what "something else" is.

    `details` are the fields the protocol asks for the method, by key. `variant` is the kind of the method where it has
    several, empty while that is not settled.
    `reasons` and `comment` say why the suggestion was not followed; `confirmed_twice` that a stopped method was meant;
    `doubted` are codes of the rules that were found wrong.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="plan_lines")
    area_number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=60, blank=True)
    variant = models.CharField(max_length=60, blank=True)
    add_on = models.CharField(max_length=60, blank=True)
    without_method = models.CharField(max_length=20, blank=True, choices=WithoutMethod.choices)
    own_words = models.TextField(max_length=1000, blank=True)
    details = models.JSONField(default=dict)
    agrees = models.BooleanField()
    reasons = models.JSONField(default=list)
    doubted = models.JSONField(default=list)
    comment = models.TextField(max_length=2000, blank=True)
    confirmed_twice = models.BooleanField(default=False)
    restrictions_ticked = models.JSONField(default=list)
    follow_up_on = models.DateField(null=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["area_number"]
        verbose_name = _("Plan line")
        verbose_name_plural = _("Plan lines")
        constraints = [
            models.UniqueConstraint(name="one_plan_line_per_area", fields=["consultation", "area_number"]),
            models.CheckConstraint(
                name="an_override_has_a_reason", condition=models.Q(agrees=True) | ~models.Q(reasons=[])
            ),
            models.CheckConstraint(
                name="a_method_or_something_instead", condition=models.Q(method="") | models.Q(without_method="")
            ),
            models.CheckConstraint(
                name="something_else_is_in_own_words",
                condition=models.Q(without_method=WithoutMethod.SOMETHING_ELSE) & ~models.Q(own_words="")
                | ~models.Q(without_method=WithoutMethod.SOMETHING_ELSE) & models.Q(own_words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_number}: {self.method or '—'}"
