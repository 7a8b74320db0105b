"""A person who is treated."""

import uuid
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from clinic.web.preferences import SIZES
from consultations.names import search_form
from consultations.phones import national_digits


class PatientQuerySet(models.QuerySet["Patient"]):
    def for_user(self, user: User) -> "PatientQuerySet":
        return self.filter(site__in=user.sites_allowed())

    def with_namesakes(self) -> "PatientQuerySet":
        """Each says whether somebody else of the site has the same name."""
        return self.annotate(has_namesake=has_namesake())


def has_namesake(prefix: str = "") -> models.Exists:
    """`prefix` leads from the rows to their patient."""
    same = Patient.objects.filter(
        site=models.OuterRef(f"{prefix}site"), search_name=models.OuterRef(f"{prefix}search_name")
    )
    return models.Exists(same.exclude(pk=models.OuterRef(f"{prefix}pk")))


class Patient(models.Model):
    """`search_name` and `search_given` are the name without case and accents, family name first and given name first;
    `phone_digits` is the phone as phones are compared. Three more indexes stand in migration 0007: both beginnings of
    the name in either order, and the phone from its end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="patients")
    clinic_number = models.PositiveIntegerField(_("Clinic No."))
    family_name = models.CharField(_("Family name"), max_length=120)
    given_name = models.CharField(_("Given name"), max_length=120)
    title = models.CharField(_("Title"), max_length=20, blank=True)
    pronouns = models.CharField(_("Pronouns"), max_length=40, blank=True)
    date_of_birth = models.DateField(_("Date of birth"))
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False, db_collation="C")
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    language = models.CharField(_("Language"), max_length=20, default="en")
    needs = models.CharField(_("Communication needs"), max_length=200, blank=True)
    text_size = models.CharField(
        _("Text size"), max_length=10, default="normal", choices=[(size, name) for size, (_sign, name) in SIZES.items()]
    )
    search_name = models.CharField(max_length=260, editable=False, db_collation="C")
    search_given = models.CharField(max_length=260, editable=False, db_collation="C")
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    objects = PatientQuerySet.as_manager()

    class Meta:
        verbose_name = _("Patient")
        verbose_name_plural = _("Patients")
        constraints = [
            models.UniqueConstraint(name="clinic_number_is_unique_at_a_site", fields=["site", "clinic_number"]),
            models.CheckConstraint(
                name="patient_has_a_name", condition=~models.Q(family_name="") & ~models.Q(given_name="")
            ),
            models.CheckConstraint(
                name="patient_was_born_in_a_likely_year", condition=models.Q(date_of_birth__gte=date(1890, 1, 1))
            ),
        ]
        indexes = [
            models.Index(fields=["site", "search_name", "id"], name="patient_by_name"),
            models.Index(fields=["site", "search_given", "id"], name="patient_by_given_first"),
            models.Index(fields=["site", "date_of_birth", "search_name", "id"], name="patient_by_birth_and_name"),
            models.Index(fields=["site", "phone_digits", "id"], name="patient_by_phone_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def make_searchable(self) -> None:
        """Call before saving a changed name or phone."""
        family, given = search_form(self.family_name), search_form(self.given_name)
        self.search_name, self.search_given = f"{family} {given}"[:260], f"{given} {family}"[:260]
        self.phone_digits = national_digits(self.phone)[:40]


class NameInUse(models.Model):
    """One name of a site under one of the forms of its words that are one slip away from them.

    Which patients have it is not said here; one that nobody has any more does no harm.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=40, db_collation="C")
    word = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=80, db_collation="C")
    is_family = models.BooleanField()

    class Meta:
        verbose_name = _("Name in use")
        verbose_name_plural = _("Names in use")
        constraints = [
            models.UniqueConstraint(
                name="a_name_is_kept_once_under_a_form", fields=["site", "form", "word", "name", "is_family"]
            )
        ]

    def __str__(self) -> str:
        return self.name
