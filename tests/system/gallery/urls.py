from django.contrib.auth.decorators import login_not_required
from django.urls import path

from clinic.web.preferences import preferences
from tests.system.gallery import views

somewhere = login_not_required(views.gallery)

# The names that the frame of every page links to.
LINKED = ("home", "today", "queue", "protocol", "account", "account_login", "account_logout")

urlpatterns = [
    path("preferences/", preferences, name="preferences"),
    path("gallery/<slug:page>/", somewhere),
    *[path(f"{name}/", somewhere, {"page": "parts"}, name=name) for name in LINKED],
]
