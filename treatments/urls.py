"""The addresses of protocols and their releases."""

from django.urls import include, path

from treatments.views import releases, reports

A_RELEASE = "protocol/<slug:slug>/<int:number>/"

urlpatterns = [
    path("", include("treatments.content_urls")),
    path("", include("treatments.publishing_urls")),
    path("protocol/", releases.protocol, name="protocol"),
    path("protocol/rule-reports/", reports.reports, name="reports"),
    path("protocol/rule-reports/<int:number>/", reports.report, name="report"),
    path(A_RELEASE, releases.release, name="release"),
    path(f"{A_RELEASE}methods/<slug:key>/", releases.method, name="method"),
    path(f"{A_RELEASE}rules/<slug:code>/", releases.rule, name="rule"),
]
