"""What the dermatologist found about each red flag. Insert-only: a new finding stands beside the earlier one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.models.consultation import Consultation


class Finding(models.TextChoices):
    NO_CONCERN = "no_concern", _("Examined, no concern")
    REFER = "refer", _("Biopsy or refer")
    NOT_MILIA = "not_milia", _("Not what it was taken for")


class FlagFinding(models.Model):
    """`code` is the rule's; `area_number` is null for a flag about the person.

    `answers` are those that raised the flag, `release` the number of the one whose rule it is; the finding stands for
    no others, and for no later intake. The newest for a code and area counts.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="flag_findings")
    code = models.CharField(max_length=20)
    area_number = models.PositiveSmallIntegerField(null=True)
    answers = models.JSONField()
    release = models.PositiveIntegerField(default=0)
    finding = models.CharField(max_length=20, choices=Finding.choices)
    note = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        verbose_name = _("Finding about a red flag")
        verbose_name_plural = _("Findings about red flags")
        constraints = [
            models.CheckConstraint(
                name="a_finding_is_one_of_three", condition=models.Q(finding__in=[each.value for each in Finding])
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.finding}"
