"""People who work here and the places they work at."""

from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from clinic.accounts.permissions import Permission, Role, may

is_a_user_name = RegexValidator(
    r"\A[a-z0-9][a-z0-9._-]*\Z", _("Use small letters, digits, full stops and dashes, for example ana.ruiz.")
)


def is_a_timezone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone, for example Europe/London."), params={"name": name})


class Site(models.Model):
    """One clinic location."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    slug = models.SlugField(_("Short name"), max_length=60, unique=True)
    address = models.TextField(_("Address"), max_length=500, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    out_of_hours_phone = models.CharField(_("Phone out of hours"), max_length=40, blank=True)
    timezone = models.CharField(_("Time zone"), max_length=64, default="UTC", validators=[is_a_timezone])
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("Site")
        verbose_name_plural = _("Sites")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class People(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str) -> "User":
        """User names are kept in lower case, so that Amy and amy are one person."""
        return self.get(username=username.casefold())


class User(AbstractBaseUser):
    """A person with one role. Never deleted: the record names them for ever; leaving means `is_active` is off."""

    username = models.CharField(_("User name"), max_length=60, unique=True, validators=[is_a_user_name])
    name = models.CharField(_("Full name"), max_length=120)
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices)
    sites = models.ManyToManyField(Site, verbose_name=_("Sites"), related_name="people", blank=True)
    is_active = models.BooleanField(_("May sign in"), default=True)
    must_change_password = models.BooleanField(_("Has to choose a password"), default=False)
    # How often every session of this person was ended at once.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "role"]

    objects = People()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Person")
        verbose_name_plural = _("People")
        constraints = [
            models.CheckConstraint(name="user_has_a_known_role", condition=models.Q(role__in=Role.values)),
            models.CheckConstraint(name="user_has_a_name", condition=~models.Q(name="") & ~models.Q(username="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session is good for this password and until all sessions are ended; switching on again revives none."""
        bound_to = f"{self.sessions_ended}:{self.password}"
        return salted_hmac("clinic.accounts.session", bound_to, secret=secret, algorithm="sha256").hexdigest()

    def end_all_sessions(self) -> None:
        """For callers that hold the row and save it."""
        self.sessions_ended += 1

    def may(self, permission: Permission) -> bool:
        return self.is_active and may(self.role, permission)

    def sites_allowed(self) -> models.QuerySet[Site]:
        """Deny by default: no site given is no site allowed."""
        return self.sites.filter(is_active=True)


class PasswordAttempt(models.Model):
    """A wrong password given to confirm a signature. Counted for fifteen minutes, then removed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wrong_passwords")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%H:%M}"
