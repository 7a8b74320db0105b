"""Views that break the rules, to prove that what watches over the rules can fail."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.cache import cache_control

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import BadKey, Refused, Stale
from clinic.web.preferences import preferences


@login_not_required
def fault(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(1 / 0))


@cache_control(max_age=3600, public=True)
def kept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Ana Ruiz")


def unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everybody's plan")


def lying(request: HttpRequest) -> HttpResponse:
    """Says that it is for those who sign, and asks nobody."""
    return HttpResponse("everybody's plan")


lying.permission = Permission.SIGN


@needs(Permission.SEE_TODAY)
def shut(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@needs(Permission.SEE_PATIENT)
def of_any_site(request: HttpRequest, pk: UUID) -> HttpResponse:
    return HttpResponse("Ana Ruiz")


@login_not_required
def echo(request: HttpRequest) -> HttpResponse:
    """What comes through the gate: the form, or the JSON."""
    return JsonResponse({"form": dict(request.POST.lists()), "json": getattr(request, "json", None)})


@login_not_required
def refuses(request: HttpRequest, how: str) -> HttpResponse:
    raise {
        "refused": Refused("The plan is signed."),
        "stale": Stale(),
        "key": BadKey(),
        "database": OperationalError("connection is lost"),
    }[how]


urlpatterns = [
    path("preferences/", preferences, name="preferences"),
    path("", include("clinic.accounts.urls")),
    path("fault/", fault, name="fault"),
    path("kept/", kept, name="kept"),
    path("unguarded/", unguarded, name="unguarded"),
    path("lying/", lying, name="lying"),
    path("shut/", shut, name="shut"),
    path("of-any-site/<uuid:pk>/", of_any_site, name="of_any_site"),
    path("echo/", echo, name="echo"),
    path("refuses/<str:how>/", refuses, name="refuses"),
]

handler400 = "clinic.web.errors.bad_request"
handler403 = "clinic.web.errors.forbidden"
handler404 = "clinic.web.errors.not_found"
handler500 = "clinic.web.errors.server_error"
