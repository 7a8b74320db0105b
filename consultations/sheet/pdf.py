"""One sheet as a PDF. Words go in as data and come out as text; what they say was settled when it was signed."""

import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from consultations.presenters.aftercare import AftercareSheet, CareGroup
from consultations.presenters.sheet_words import SheetWords, as_it_reads, heading_of
from consultations.sheet.fonts import families_for, fonts, without_unknown
from consultations.sheet.lengths import NARROWEST, likely_setting
from consultations.sheet.qr import in_print, qr_svg

TEMPLATE = Path(__file__).with_name("sheet.typ")
# Read aloud and found by whoever cannot see it.
STANDARD = "ua-1"
LARGE_PAGES = 2
NOT_IN_ANY_FONT = "could not be displayed"
A_DATE = re.compile(r"(\S+) (\d{1,2}) (\S+)")
# An address too long for its line goes on after one of these.
MAY_BREAK, BREAK_AFTER = re.compile("[/-]"), "\\g<0>\u200b"
UNKNOWN_LANGUAGE = "und"
LEFT_TO_RIGHT, END = "\u2066", "\u2069"

_compilers = threading.local()


def sheet_pdf(sheet: AftercareSheet, *, large: bool, address: str = "", face_svg: str | None = None) -> bytes:
    """The same record gives the same bytes. `address` is that of its unlisted page, empty while there is none."""
    with translation.override(sheet.language):
        data = _data(sheet, large=large, address=address, face_svg=face_svg or "")
    try:
        return _fitted(data, sheet)
    except typst.TypstError as error:
        if NOT_IN_ANY_FONT not in str(error):
            raise
        return _fitted(_every_text(data, without_unknown), sheet)


def _fitted(data: Mapping[str, Any], sheet: AftercareSheet) -> bytes:
    """In the airiest setting that needs no more pages than the narrowest. Every try costs as much as the sheet."""
    tried: dict[int, bytes] = {}

    def tries(setting: int) -> bytes:
        if setting not in tried:
            tried[setting] = _compiled(data, sheet, setting)
        return tried[setting]

    setting, fewest = likely_setting(data), LARGE_PAGES if data["large"] else 1
    if _pages(tries(setting)) > fewest:
        fewest = max(fewest, _pages(tries(NARROWEST)))
    while setting < NARROWEST and _pages(tries(setting)) > fewest:
        setting += 1
    while setting > 0 and _pages(tries(setting - 1)) <= fewest:
        setting -= 1
    return tries(setting)


def _compiled(data: Mapping[str, Any], sheet: AftercareSheet, setting: int) -> bytes:
    made = _compiler().compile(
        sys_inputs={"sheet": json.dumps(data), "setting": str(setting)},
        format="pdf",
        pdf_standards=STANDARD,
        # The setter of the sheet knows no parts of a second.
        timestamp=sheet.signed_at.replace(microsecond=0),
    )
    return bytes(made)


def _compiler() -> typst.Compiler:
    """One for each thread: it cannot be shared."""
    if not hasattr(_compilers, "own"):
        _compilers.own = typst.Compiler(str(TEMPLATE), font_paths=fonts(), ignore_system_fonts=True)
    return _compilers.own


def _pages(pdf: bytes) -> int:
    return int(re.findall(rb"/Type\s*/Pages\b.*?/Count (\d+)", pdf, re.DOTALL)[0])


def _data(sheet: AftercareSheet, *, large: bool, address: str, face_svg: str) -> dict[str, Any]:
    words = SheetWords.of(sheet)
    data = {
        "large": large,
        "language": _base(sheet.language),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "clinic": sheet.clinic,
        "title": words.title,
        "name": words.name,
        "born": words.born,
        "opening": list(words.opening),
        "facts": [{"label": label, "text": text} for label, text in words.facts],
        "face": {"picture": face_svg, "alt": words.face},
        "to-do": [
            {"heading": heading_of(words.to_do, group.heading), "stages": _stages(group)}
            for group in sheet.groups
            if group.stages
        ],
        "normal": {"heading": words.normal, "groups": _parts(sheet, "normal")},
        "call": _call(sheet, words),
        "next": {"label": words.next_visit[0], "text": words.next_visit[1]},
        "phone-page": _phone_page(address),
        "checked": list(words.checked),
        "foot": f"{as_it_reads(sheet.clinic)} {_number(sheet.phone)}".strip(),
        # Filled in by the template, which alone knows the pages.
        "page": _("Page {page} of {pages}"),
    }
    return data | {"fonts": families_for(json.dumps(data, ensure_ascii=False))}


def _stages(group: CareGroup) -> list[dict[str, Any]]:
    """A date stays on one line."""
    return [
        {"when": A_DATE.sub("\\1\u00a0\\2\u00a0\\3", stage.when), "steps": [step.text for step in stage.steps]}
        for stage in group.stages
    ]


def _parts(sheet: AftercareSheet, part: str) -> list[dict[str, Any]]:
    found = ((group.heading, list(getattr(group, part))) for group in sheet.groups)
    return [{"heading": heading, "lines": lines} for heading, lines in found if lines]


def _call(sheet: AftercareSheet, words: SheetWords) -> dict[str, Any]:
    return {
        "heading": words.call,
        "number": _number(sheet.phone),
        "groups": _parts(sheet, "call"),
        "also": list(words.call_also),
        "closed": {"label": words.closed, "number": _number(sheet.out_of_hours)},
        "now": {"heading": words.call_now, "groups": _parts(sheet, "call_now")},
    }


def _phone_page(address: str) -> dict[str, str]:
    if not address:
        return {"address": ""}
    return {
        "address": f"{LEFT_TO_RIGHT}{MAY_BREAK.sub(BREAK_AFTER, in_print(address))}{END}",
        "picture": qr_svg(address),
        "alt": _("A square code for your phone. It opens %(address)s") % {"address": in_print(address)},
        "words": _("Read it on your phone, hear it, or in another language:"),
        "no-name": _("That page does not show your name."),
    }


def _number(phone: str) -> str:
    return f"{LEFT_TO_RIGHT}{phone}{END}" if phone else ""


def _base(language: str) -> str:
    """The part of the language's name that a reader of PDF files knows."""
    base = language.partition("-")[0].lower()
    return base if base.isascii() and base.isalpha() and len(base) in (2, 3) else UNKNOWN_LANGUAGE


def _every_text(part: Any, change: Any) -> Any:
    if isinstance(part, dict):
        return {key: _every_text(value, change) for key, value in part.items()}
    if isinstance(part, list):
        return [_every_text(value, change) for value in part]
    return change(part) if isinstance(part, str) else part
