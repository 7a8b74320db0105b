from django.contrib.auth.decorators import login_not_required
from django.urls import path

from clinic.urls import handler400, handler403, handler404, handler500
from clinic.urls import urlpatterns as real
from tests.system.gallery import views

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("gallery/<slug:page>/", login_not_required(views.gallery)),
    path("today/", login_not_required(views.gallery), {"page": "parts"}, name="today"),
    path("queue/", login_not_required(views.gallery), {"page": "parts"}, name="queue"),
    path("protocol/", login_not_required(views.gallery), {"page": "parts"}, name="protocol"),
    *real,
]
