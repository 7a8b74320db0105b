"""The patient's own page: for whoever has its address, without signing in and without a name.

It asks nothing of the browser, keeps nothing there, and tells no other page where it is. Unknown, expired and
withdrawn addresses get one and the same answer.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from clinic.web.headers import unlisted
from clinic.web.preferences import SIZES, Look, look_of
from consultations import access, guesses, sheet_tokens
from consultations.models import SheetLink
from consultations.other_languages import in_language, languages_of
from consultations.presenters.aftercare import AftercareSheet, groups
from consultations.services import sheets
from consultations.sheet_dates import calendar, entries
from consultations.site_days import day_at
from treatments.compiled_releases import compiled

View = Callable[[HttpRequest, SheetLink, datetime], HttpResponse]


def by_address(view: View) -> Callable[..., HttpResponse]:
    """A view of the sheet that has this address. Nothing is changed by it, so no token of a form is needed."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        at = timezone.now()
        link = access.sheet_link(sheet_tokens.read(token), at)
        if link is None:
            return _wrong(request, at)
        if request.method == "GET":
            sheets.was_read(link, at=at)
        return view(request, link, at)

    return unlisted(csrf_exempt(login_not_required(require_safe(answer))))


@by_address
def sheet_public(request: HttpRequest, link: SheetLink, at: datetime) -> HttpResponse:
    protocol = compiled(link.record.consultation.release).document
    signed = json.loads(link.record.document)
    languages = languages_of(signed, protocol)
    asked = request.GET.get("lang", "")
    document = in_language(signed, protocol, asked if asked in languages else signed["language"])
    return _page(request, document, link, languages, at)


@by_address
def sheet_dates(request: HttpRequest, link: SheetLink, at: datetime) -> HttpResponse:
    document = json.loads(link.record.document)
    with translation.override(_known(document["language"])):
        text = calendar(document, token=link.token, made_at=link.record.signed_at)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="dates.ics"'
    return answer


def _page(
    request: HttpRequest, document: Mapping[str, Any], link: SheetLink, languages: tuple[str, ...], at: datetime
) -> HttpResponse:
    request.look = _look(request)
    language = document["language"]
    with translation.override(_known(language)):
        context = {
            "sheet": _on_this_day(document, day_at(link.site, at)),
            "link": link,
            "address": sheet_tokens.grouped(link.token),
            "languages": [(code, get_language_info(code)["name_local"]) for code in languages if len(languages) > 1],
            "language": language,
            "has_dates": bool(entries(document)),
            # What was meant for somebody who works here is not shown, and stays there to be read.
            "messages": (),
        }
        answer = render(request, "consultations/sheet_public.html", context)
    answer["Content-Language"] = language
    return answer


def _on_this_day(document: Mapping[str, Any], today: date) -> AftercareSheet:
    """On paper "today" is the day of the visit; this page is opened on later ones too."""
    steps = [step for step in document["aftercare"] if not step.get("left_out")]
    return replace(AftercareSheet.of(document), groups=groups(document["plan"], steps, today))


def _look(request: HttpRequest) -> Look:
    """The size stands in the address of the page, so that nothing need be kept in the browser."""
    now, size = look_of(request), request.GET.get("size", "")
    return Look(now.theme, size if size in SIZES else now.size)


def _known(language: str) -> str:
    return language if translation.check_for_language(language) else settings.LANGUAGE_CODE


def _wrong(request: HttpRequest, at: datetime) -> HttpResponse:
    if guesses.too_many(request, at):
        return _nothing_here(request, limited=True)
    guesses.note_wrong(request, at)
    return _nothing_here(request)


def _nothing_here(request: HttpRequest, *, limited: bool = False) -> HttpResponse:
    context = {"limited": limited, "messages": ()}
    answer = render(request, "consultations/sheet_gone.html", context, status=429 if limited else 404)
    # Django would log the path, and with it what was tried.
    answer._has_been_logged = True
    return answer
