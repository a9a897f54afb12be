"""Addresses of reporting, and of what was decided."""

from django.urls import URLPattern, URLResolver, path

from musicweb.moderation.views import decisions, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/new/", reports.new_report, name="report"),
    path("reports/<str:receipt>/", reports.report_sent, name="report-sent"),
    path("decisions/", decisions.decisions, name="decisions"),
]
