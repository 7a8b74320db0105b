"""Every address of Pearl."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from clinic.web.ping import ping
from clinic.web.preferences import preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences/", preferences, name="preferences"),
    path("ping/", ping, name="ping"),
    *(
        path("", include(f"{app}.urls"))
        for app in ("clinic.accounts", "treatments", "consultations")
        if find_spec(f"{app}.urls")
    ),
]

handler400 = "clinic.web.errors.bad_request"
handler403 = "clinic.web.errors.forbidden"
handler404 = "clinic.web.errors.not_found"
handler429 = "clinic.web.errors.too_many"
handler500 = "clinic.web.errors.server_error"
