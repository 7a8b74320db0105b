"""The addresses between a draft and a release: what changed, approval, the log, restoring, files."""

from django.urls import path

from treatments.views import changes, draft_log, files, release_actions, submissions

A_DRAFT = "content/<slug:slug>/"
A_RELEASE = f"{A_DRAFT}release/<int:number>/"
A_SUBMISSION = f"{A_DRAFT}approval/<int:pk>/"

urlpatterns = [
    path(f"{A_DRAFT}changes/", changes.changes, name="draft_changes"),
    path(f"{A_DRAFT}send/", changes.send, name="draft_send"),
    path(f"{A_DRAFT}compare/", changes.compare_any, name="compare_any"),
    path(f"{A_DRAFT}compare/<slug:a>/<slug:b>/", changes.compare, name="compare"),
    path(A_SUBMISSION, submissions.submission, name="submission"),
    path(f"{A_SUBMISSION}approve/", submissions.approve, name="submission_approve"),
    path(f"{A_SUBMISSION}back/", submissions.back, name="submission_back"),
    path(f"{A_SUBMISSION}take-back/", submissions.take_back, name="submission_take_back"),
    path(f"{A_RELEASE}restore/", release_actions.restore_release, name="release_restore"),
    path(f"{A_RELEASE}withdraw/", release_actions.withdraw, name="release_withdraw"),
    path(f"{A_RELEASE}file/", files.export_release, name="release_export"),
    path(f"{A_DRAFT}file/", files.export_draft, name="draft_export"),
    path(f"{A_DRAFT}import/", files.take_in, name="draft_import"),
    path(f"{A_DRAFT}import/<int:pk>/", files.check, name="draft_import_check"),
    path(f"{A_DRAFT}log/", draft_log.log, name="draft_log"),
    path(f"{A_DRAFT}log/<int:pk>/", draft_log.sitting, name="draft_sitting"),
]
