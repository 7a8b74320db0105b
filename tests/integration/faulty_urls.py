"""Views that break the rules, to prove that what watches over the rules can fail."""

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.cache import cache_control

from clinic.audit.refusals import BadKey, Refused, Stale
from clinic.urls import handler400, handler403, handler404, handler429, handler500  # noqa: F401
from clinic.web.preferences import preferences


@login_not_required
def fault(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(1 / 0))


@cache_control(max_age=3600, public=True)
def kept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Ana Ruiz")


def unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everybody's plan")


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
    path("echo/", echo, name="echo"),
    path("refuses/<str:how>/", refuses, name="refuses"),
]
