"""Who may do what: one table, and the decorator that puts a view under it."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

View = Callable[..., HttpResponse]


class Role(TextChoices):
    FRONT_DESK = "front_desk", _("Front desk")
    DERMATOLOGIST = "dermatologist", _("Dermatologist")
    CONTENT_ADMIN = "content_admin", _("Content admin")
    MANAGER = "manager", _("Manager")


class Permission(StrEnum):
    SEE_TODAY = "see_today"
    REGISTER_PATIENT = "register_patient"
    SEE_PATIENT = "see_patient"
    TAKE_INTAKE = "take_intake"
    SEE_QUEUE = "see_queue"
    REVIEW = "review"
    DECIDE = "decide"
    SIGN = "sign"
    SEE_AFTERCARE = "see_aftercare"
    SEE_HISTORY = "see_history"
    SEE_PROTOCOL = "see_protocol"
    EDIT_PROTOCOL = "edit_protocol"
    PUBLISH = "publish"
    MANAGE_ACCOUNTS = "manage_accounts"


FRONT_DESK = frozenset(
    {
        Permission.SEE_TODAY,
        Permission.REGISTER_PATIENT,
        Permission.SEE_PATIENT,
        Permission.TAKE_INTAKE,
        Permission.SEE_AFTERCARE,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.FRONT_DESK: FRONT_DESK,
    Role.DERMATOLOGIST: FRONT_DESK
    | {
        Permission.SEE_QUEUE,
        Permission.REVIEW,
        Permission.DECIDE,
        Permission.SIGN,
        Permission.SEE_HISTORY,
        Permission.SEE_PROTOCOL,
        Permission.PUBLISH,
    },
    Role.CONTENT_ADMIN: frozenset({Permission.SEE_PROTOCOL, Permission.EDIT_PROTOCOL, Permission.PUBLISH}),
    Role.MANAGER: frozenset(
        {
            Permission.SEE_TODAY,
            Permission.SEE_PATIENT,
            Permission.SEE_HISTORY,
            Permission.SEE_PROTOCOL,
            Permission.MANAGE_ACCOUNTS,
        }
    ),
}


def may(role: str, permission: Permission) -> bool:
    """An unknown role may do nothing."""
    return permission in ROLES.get(role, frozenset())


def needs(permission: Permission) -> Callable[[View], View]:
    """Put a view under one permission. The view carries it, so that a test can compare every URL with the table."""

    def guarded(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not (request.user.is_authenticated and request.user.may(permission)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        answer.permission = permission
        return answer

    return guarded
