"""The addresses of protocols and their releases."""

from django.urls import path

from treatments.views import releases

A_RELEASE = "protocol/<slug:slug>/<int:number>/"

urlpatterns = [
    path("protocol/", releases.protocol, name="protocol"),
    path(A_RELEASE, releases.release, name="release"),
    path(f"{A_RELEASE}methods/<slug:key>/", releases.method, name="method"),
    path(f"{A_RELEASE}rules/<slug:code>/", releases.rule, name="rule"),
]
