"""Drafts and releases as files: taken home, and a file taken into the draft after looking at what it would change."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import BadKey, Refused
from clinic.web.bodies import takes_a_file
from treatments import access
from treatments.compiled_releases import compiled
from treatments.engine.documents import Document
from treatments.exchanging import NotTaken, reasons_against, replace_draft
from treatments.forms import FileForm
from treatments.models import Upload
from treatments.protocol_file import BadProtocol, read_draft, text_of
from treatments.views.changes import revision
from treatments.views.saving_parts import act
from treatments.workbench.frame import Frame, frame
from treatments.workbench.publishing.diffs import Diff
from treatments.yaml_form.reading import LARGEST_FILE

KEPT_FOR = timedelta(days=1)
LARGEST_ID = 2**63 - 1


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def export_draft(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(frame(request, slug, "draft").draft.document, f"{slug}-draft.yaml")


@require_safe
@needs(Permission.SEE_PROTOCOL)
def export_release(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _file(compiled(access.release(slug, number)).document, f"{slug}-release-{number}.yaml")


@takes_a_file(LARGEST_FILE)
@needs(Permission.EDIT_PROTOCOL)
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """A file is read and kept apart until somebody has seen what it would change."""
    here = frame(request, slug, "draft")
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method != "POST" or not form.is_valid():
        return _import_page(request, here, form, status=422 if form.errors else 200)
    try:
        document = read_draft(form.cleaned_data["file"].read())
    except BadProtocol as error:
        return _import_page(request, here, form, status=422, faults=list(map(_in_words, error.faults)))
    if reasons := reasons_against(here.draft, document):
        return _import_page(request, here, form, status=422, faults=reasons)
    if document == here.draft.document:
        return _import_page(request, here, form, is_same=True)
    return redirect("draft_import_check", slug, _kept(here, document, request).pk)


@needs(Permission.EDIT_PROTOCOL)
def check(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the file would change; sent, it becomes the draft."""
    here = frame(request, slug, "draft")
    upload = Upload.objects.filter(pk=min(pk, LARGEST_ID), protocol=here.protocol).first()
    if upload is None:
        raise Http404
    document = read_draft(upload.text)

    def perform() -> str:
        note = _("Taken in from a file.")
        at = timezone.now()
        seen = revision(request)
        replace_draft(protocol_id=here.protocol.pk, document=document, revision=seen, note=note, by=request.user, at=at)
        upload.delete()
        return reverse("draft_changes", args=[slug])

    reasons: list[str] = []
    if request.method == "POST":
        try:
            return act(request, perform)
        except BadKey:
            raise
        except Refused as refusal:
            reasons = list(refusal.reasons) if isinstance(refusal, NotTaken) else [str(refusal.reason)]
            here = frame(request, slug, "draft")
    context = {"diff": Diff.of(here.draft.document, document), "reasons": reasons, "page_has_errors": bool(reasons)}
    return render(
        request, "treatments/draft_import_check.html", here.context(**context), status=409 if reasons else 200
    )


def _import_page(request: HttpRequest, here: Frame, form: FileForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "most": LARGEST_FILE // 1024**2, "page_has_errors": status != 200, "key": uuid4()}
    return render(request, "treatments/draft_import.html", here.context(**(context | more)), status=status)


def _kept(here: Frame, document: Document, request: HttpRequest) -> Upload:
    now = timezone.now()
    Upload.objects.filter(at__lt=now - KEPT_FOR).delete()
    return Upload.objects.create(protocol=here.protocol, text=text_of(document), by=request.user, at=now)


def _in_words(fault: str) -> str:
    _name, line, reason = fault.split(":", 2)
    return _("Line %(line)s: %(reason)s") % {"line": line, "reason": reason.strip()}


def _file(document: Document, name: str) -> HttpResponse:
    """The very bytes that the command writes."""
    answer = HttpResponse(text_of(document).encode(), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
