"""The addresses of patients and their visits."""

from django.urls import path, re_path

from consultations.case_urls import pages_of_cases
from consultations.consent_urls import pages_of_a_consent
from consultations.impact_urls import pages_of_the_impact
from consultations.preview_urls import pages_of_the_preview
from consultations.review_urls import pages_of_the_review
from consultations.tablet_urls import pages_in_hand, pages_of_an_intake
from consultations.views import (
    finding,
    handing_over,
    just_signed,
    patients,
    plans,
    queueing,
    records,
    registering,
    review,
    sheet_lines,
    sheet_public,
    sheets,
    signing,
    worklists,
)
from consultations.views.asking_for_a_method import ask_for_method
from consultations.views.at_tablet import at_the_desk
from consultations.views.deciding import plan_line
from consultations.views.on_paper import blank_intake, when_on_paper
from consultations.views.photo_viewer import photo_viewer
from consultations.views.sheet_pdf import sheet_as_pdf

A_PATIENT = "patients/<uuid:patient_id>/"
A_VISIT = "consultations/<uuid:consultation_id>/"
A_DRAFT = "content/<slug:slug>/"

urlpatterns = [
    path("today/", worklists.today, name="today"),
    path("queue/", queueing.queue, name="queue"),
    path("queue/next/", queueing.next_patient, name="queue_next"),
    path("patients/", finding.search, name="search"),
    path("patients/found/", finding.search_live, name="search_live"),
    path("patients/new/", registering.new, name="patient_new"),
    path(A_PATIENT, patients.patient, name="patient"),
    path(f"{A_PATIENT}edit/", registering.edit, name="patient_edit"),
    path(f"{A_PATIENT}history/", patients.history, name="patient_history"),
    path(f"{A_PATIENT}start/", patients.start, name="consultation_start"),
    path("intake/blank/", blank_intake, name="blank_intake"),
    *pages_of_an_intake(f"{A_VISIT}intake/", "intake", at_the_desk),
    path(f"{A_VISIT}intake/on-paper/", at_the_desk(when_on_paper), name="intake_on_paper"),
    path(f"{A_VISIT}intake/hand-over/", handing_over.hand_over, name="intake_hand_over"),
    *pages_in_hand("tablet/", "tablet"),
    path(f"{A_VISIT}intake/give-back/", review.give_back, name="intake_give_back"),
    path(f"{A_VISIT}photos/look/<uuid:photo_id>/", photo_viewer, name="photo_viewer"),
    path(f"{A_VISIT}skip/", queueing.skip, name="case_skip"),
    path(f"{A_VISIT}skip/undo/", queueing.unskip, name="case_unskip"),
    path(f"{A_VISIT}take-over/", queueing.take_over, name="case_take_over"),
    path(f"{A_VISIT}let-go/", queueing.let_go, name="case_let_go"),
    *pages_of_the_review(A_VISIT),
    *pages_of_the_impact(A_DRAFT),
    *pages_of_cases(A_DRAFT),
    *pages_of_the_preview(A_DRAFT),
    path(f"{A_VISIT}plan/<int:area_number>/", plan_line, name="plan_line"),
    path(f"{A_VISIT}plan/<int:area_number>/ask/<slug:method>/", ask_for_method, name="ask_for_method"),
    *pages_of_a_consent(f"{A_VISIT}consent/"),
    path(f"{A_VISIT}aftercare-lines/", sheet_lines.sheet_preview, name="sheet_preview"),
    path(f"{A_VISIT}aftercare-lines/change/", sheet_lines.sheet_line, name="sheet_line"),
    path(f"{A_VISIT}reopen/", plans.reopen, name="reopen"),
    path(f"{A_VISIT}close/", plans.close, name="close_unsigned"),
    path(f"{A_VISIT}sign/", signing.sign, name="sign"),
    path(f"{A_VISIT}unsign/", signing.unsign, name="unsign"),
    path("signed/<int:record_id>/put-away/", just_signed.put_away, name="signed_put_away"),
    path(f"{A_VISIT}record/", records.record, name="record"),
    path(f"{A_VISIT}addendum/", records.addendum, name="addendum"),
    path(f"{A_VISIT}aftercare/", sheets.aftercare, name="aftercare"),
    path(f"{A_VISIT}aftercare/print/", sheets.aftercare_print, name="aftercare_print"),
    path(f"{A_VISIT}aftercare/mail/", sheets.aftercare_mail, name="aftercare_mail"),
    path(f"{A_VISIT}aftercare/mail/<int:mail_id>/again/", sheets.aftercare_mail_again, name="aftercare_mail_again"),
    re_path(r"^a/(?P<token>[^/]+)/?$", sheet_public.sheet_public, name="sheet_public"),
    re_path(r"^a/(?P<token>[^/]+)/dates\.ics$", sheet_public.sheet_dates, name="sheet_dates"),
    path(f"{A_VISIT}aftercare.pdf", sheet_as_pdf, name="aftercare_pdf"),
]
