"""The floor: pages that do nothing but answer."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path


@login_not_required
def for_anyone(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"empty")


def for_somebody(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        raise AssertionError("the floor with login needs a signed-in person")
    return HttpResponse(b"empty")


urlpatterns = [
    path("benchmark/anyone/", for_anyone),
    path("benchmark/somebody/", for_somebody),
]
