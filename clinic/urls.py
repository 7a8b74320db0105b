"""Every address of Pearl."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{app}.urls"))
    for app in ("clinic.accounts", "treatments", "consultations")
    if find_spec(f"{app}.urls")
]
