"""A person who is treated."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User
from consultations.names import search_form
from consultations.search_terms import Terms, digits_of, terms_in

MOST_FOUND = 20
LONGEST_CLINIC_NUMBER = 9
SHORTEST_PHONE = 4
AFTER_EVERY_LETTER = "\U0010ffff"


class PatientQuerySet(models.QuerySet["Patient"]):
    def for_user(self, user: User) -> "PatientQuerySet":
        return self.filter(site__in=user.sites_allowed())

    def search(self, text: str, *, after: uuid.UUID | None = None) -> "PatientQuerySet":
        """By name in any order, birth date, phone or clinic number, all that is typed must fit; blank finds nobody.

        `after` is the last patient of the page before; one who is not among these shows the first page.
        """
        terms = terms_in(text)
        if not terms:
            return self.none()
        found = self.filter(_named(terms.words), _numbered(terms))
        if terms.birth_dates:
            found = found.filter(date_of_birth__in=terms.birth_dates)
        if after and (place := self.filter(pk=after).values_list("search_name", "id").first()):
            name, last = place
            found = found.filter(Q(search_name__gt=name) | Q(search_name=name, id__gt=last))
        return found.order_by("search_name", "id")[:MOST_FOUND]


def _begins(field: str, words: Sequence[str]) -> Q:
    """A range, so that the index is used whatever was typed."""
    beginning = " ".join(words)
    return Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + AFTER_EVERY_LETTER}) if words else Q()


def _named(words: Sequence[str]) -> Q:
    """Family name before or after the given name, each begun: every place where the one can end and the other begin."""
    found = Q()
    for cut in range(len(words) + 1):
        first, second = words[:cut], words[cut:]
        found |= _begins("search_name", first) & _begins("search_given", second)
        found |= _begins("search_given", first) & _begins("search_name", second)
    return found


def _numbered(terms: Terms) -> Q:
    if not terms.digits:
        return Q()
    number = Q(clinic_number=int(terms.digits)) if len(terms.digits) <= LONGEST_CLINIC_NUMBER else Q()
    phone = _begins("phone_digits", [terms.digits]) if len(terms.digits) >= SHORTEST_PHONE else Q()
    return number | phone


class Patient(models.Model):
    """`search_name` and `search_given` are the name without case and accents, family name first and given name first;
    `phone_digits` is the phone's digits only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="patients")
    clinic_number = models.PositiveIntegerField(_("Clinic No."))
    family_name = models.CharField(_("Family name"), max_length=120)
    given_name = models.CharField(_("Given name"), max_length=120)
    title = models.CharField(_("Title"), max_length=20, blank=True)
    date_of_birth = models.DateField(_("Date of birth"))
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=40, blank=True, editable=False, db_collation="C")
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    language = models.CharField(_("Language"), max_length=20, default="en")
    needs = models.CharField(_("Communication needs"), max_length=200, blank=True)
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
            models.Index(fields=["site", "search_given"], name="patient_by_given_name"),
            models.Index(fields=["site", "date_of_birth"], name="patient_by_birth"),
            models.Index(fields=["site", "phone_digits"], name="patient_by_phone"),
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
        self.phone_digits = digits_of(self.phone)[:40]
