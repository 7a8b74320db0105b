"""What doctors say about rules: which rule they found wrong, in which case. Nothing in it names a patient."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from treatments.models.releases import Release


class RuleReport(models.Model):
    """`case` tells one case from another and cannot be traced to anybody; `answers` are those of one area and the
    person, without dates and free text; `suggestion` is the area's JSON form. `rules` are the codes that were named,
    none where nobody said which. `chosen` is the method decided instead, empty for none. Closed by whoever owns the
    rules, with an answer; or `taken_back` by the doctor, who undid the signature that it came with.
    """

    case = models.CharField(max_length=64, unique=True)
    release = models.ForeignKey(Release, models.PROTECT, related_name="reports")
    rules = models.JSONField(default=list)
    answers = models.JSONField()
    suggestion = models.JSONField()
    chosen = models.CharField(max_length=60, blank=True)
    comment = models.TextField(max_length=2000, blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_by_name = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    closed_with = models.TextField(max_length=2000, blank=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        ordering = ["-reported_at", "-id"]
        verbose_name = _("Report of a rule")
        verbose_name_plural = _("Reports of rules")
        constraints = [
            models.CheckConstraint(
                name="a_closed_report_says_why",
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True, closed_with="")
                | models.Q(closed_at__isnull=False, closed_by__isnull=False) & ~models.Q(closed_with=""),
            )
        ]

    def __str__(self) -> str:
        return self.case[:12]
