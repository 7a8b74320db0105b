"""How a text will look to those who read it, made of what stands in the form now. Nothing of it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from treatments.care_steps import Stage, stages, worded
from treatments.clinic_words import clinic_words
from treatments.engine.documents import Document
from treatments.engine.texts import fill
from treatments.presenters import BLOCKS, IN_SHORT
from treatments.workbench.texts.aftercare_form import KINDS, AftercareForm
from treatments.workbench.texts.method_form import MethodForm
from treatments.workbench.texts.method_rows import PLAN, VARIANT
from treatments.workbench.texts.protocol_forms import TextForm

Option = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Care:
    """A patient's sheet: what to do and when, what is normal, when to call."""

    stages: tuple[Stage, ...]
    normal: tuple[str, ...]
    call: tuple[str, ...]
    call_now: tuple[str, ...]
    phone: str
    out_of_hours: str

    @classmethod
    def of(cls, steps: list[dict[str, Any]], clinic: Mapping[str, str], today: date) -> "Care":
        calls = [step for step in steps if step["kind"] == "call"]
        return cls(
            stages=stages(steps, today),
            normal=tuple(step["text"] for step in steps if step["kind"] == "normal"),
            call=tuple(step["text"] for step in calls if not step["urgent"]),
            call_now=tuple(step["text"] for step in calls if step["urgent"]),
            phone=clinic["clinic_phone"],
            out_of_hours=clinic["out_of_hours_phone"],
        )


@dataclass(frozen=True, slots=True)
class MethodPreview:
    """`option` is the row of a doctor's review, `facts` and `details` what stands around it."""

    language: str
    name: str
    summary: str
    blocks: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    care: Care
    option: Option
    facts: tuple[tuple[str, str], ...]
    evidence: str
    variants: tuple[str, ...]
    details: tuple[str, ...]

    @classmethod
    def of(cls, form: MethodForm, language: str, by: User, today: date) -> "MethodPreview":
        document = form.draft.document
        clinic = words_of_clinic(by, language)

        def said(name: str) -> str:
            return fill(form.typed(f"{name}-{language}"), clinic).strip()

        name = said("name") or _("(no name yet)")
        steps = steps_of(document, form.typed_key(), language, today, clinic)
        return cls(
            language=language,
            name=name,
            summary=said("summary"),
            blocks=tuple((str(title), said(block)) for block, title in BLOCKS.items() if said(block)),
            warnings=tuple(line for line in map(str.strip, said("warn").split("\n")) if line),
            care=Care.of(steps, clinic, today),
            option=option(form.typed("term").strip() or name, said("summary")),
            facts=tuple((str(title), said(block)) for block, title in IN_SHORT.items()),
            evidence=form.typed("evidence").strip(),
            variants=row_words(form, VARIANT, f"name-{language}"),
            details=row_words(form, PLAN, "label"),
        )


@dataclass(frozen=True, slots=True)
class StepPreview:
    """One line as it will stand on a sheet that is given out today; `care` is None while nothing is written."""

    language: str
    care: Care | None
    kind: str

    @classmethod
    def of(cls, form: AftercareForm, language: str, by: User, today: date) -> "StepPreview":
        clinic, step = words_of_clinic(by, language), form.step(language)
        said = {"areas": [1], "add_on": "", "language": language, "treated_on": today, "clinic": clinic}
        care = Care.of([worded(step, **said)], clinic, today) if step.text[language] else None
        return cls(language, care, str(KINDS[step.kind][0]))


@dataclass(frozen=True, slots=True)
class TextPreview:
    """Headings with what stands under them."""

    language: str
    pieces: tuple[tuple[str, list[str]], ...]

    @classmethod
    def of(cls, form: TextForm, language: str) -> "TextPreview":
        return cls(language, tuple((title, words) for title, words in form.pieces(language) if title or any(words)))


def words_of_clinic(by: User, language: str) -> dict[str, str]:
    """Of a site of theirs, so that the preview reads as it will; else words for any."""
    return clinic_words(by.sites_allowed().first(), language)


def steps_of(
    document: Document, key: str, language: str, today: date, clinic: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The aftercare of a method whatever its conditions, in the language where it is written."""
    mine = [step for step in document.aftercare if key in step.methods and language in step.text]
    said = {"areas": [1], "add_on": "", "language": language, "treated_on": today, "clinic": clinic}
    return [worded(step, **said) for step in mine if step.timing is None or language in step.timing]


def option(name: str, line: str) -> Option:
    return {"name": name, "verdict": _("Suggested"), "shape": "ring-dot", "tone": "ready", "line": line}


def row_words(form: MethodForm, name: str, part: str) -> tuple[str, ...]:
    rows = form.rows.names(form.fields, name)
    words = (form.typed(f"{name}-{fields[0].split('-')[1]}-{part}").strip() for fields in rows)
    return tuple(word for word in words if word)
