"""The aftercare of a draft, by method and in order, or by days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from treatments.engine.documents import AftercareStep, Document
from treatments.wording import Wording
from treatments.workbench.part_lists import fits, marks, missing_in, searched
from treatments.workbench.texts.aftercare_form import KINDS
from treatments.workbench.texts.hints import A_STEP, hints_of, review_hints, source_hints

NO_METHOD = "none"
BY_DAYS = "days"


@dataclass(frozen=True, slots=True)
class StepRow:
    """`name` is its words, cut short for a button that says what it moves."""

    code: str
    name: str
    text: str
    kind: str
    kind_words: str
    is_urgent: bool
    when: str
    condition: str
    href: str
    copy_href: str
    marks: tuple[str, ...]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class StepGroup:
    key: str
    title: str
    rows: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list shows: of one method or all, in its order or by days, and with which words."""

    method: str
    by: str
    sought: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Asked":
        return cls(asked.get("method", "")[:60], asked.get("by", "")[:10], searched(asked))

    @property
    def can_move(self) -> bool:
        return self.by != BY_DAYS and not self.sought


def groups(document: Document, slug: str, asked: Asked, today: date) -> list[StepGroup]:
    wording = Wording(document)
    titles = {method.key: method.term or wording.text(method.name) for method in document.methods}
    titles[NO_METHOD] = _("Places that are not treated")
    wanted = [asked.method] if asked.method in titles else list(titles)
    found = []
    for key in wanted:
        steps = of_method(document.aftercare, key)
        steps = sorted(steps, key=_day) if asked.by == BY_DAYS else steps
        rows = [_row(document, wording, slug, step, today, steps) for step in steps if _is_sought(step, asked, wording)]
        if rows:
            found.append(StepGroup(key, titles[key], tuple(rows)))
    return found


def of_method(steps: Iterable[AftercareStep], key: str) -> list[AftercareStep]:
    return [step for step in steps if (key in step.methods if key != NO_METHOD else not step.methods)]


def neighbour(steps: Iterable[AftercareStep], code: str, key: str, by: int) -> int | None:
    """The place, from one and in the whole list, of the step before or after this one in its method's list."""
    listed = list(steps)
    mine = [step.code for step in of_method(listed, key)]
    if code not in mine or not 0 <= mine.index(code) + by < len(mine):
        return None
    wanted = mine[mine.index(code) + by]
    return [step.code for step in listed].index(wanted) + 1


def when_words(step: AftercareStep, wording: Wording) -> str:
    """In days, as they are written; dates are for patients."""
    if step.timing:
        return wording.text(step.timing)
    if step.from_day is None:
        return _("Always")
    if step.to_day is None:
        return _("From day %(first)d on") % {"first": step.from_day}
    if step.to_day == step.from_day:
        return _("Day %(first)d") % {"first": step.from_day}
    return _("Days %(first)d to %(last)d") % {"first": step.from_day, "last": step.to_day}


def _row(
    document: Document, wording: Wording, slug: str, step: AftercareStep, today: date, steps: list[AftercareStep]
) -> StepRow:
    text = wording.text(step.text)
    return StepRow(
        code=step.code,
        name=text[:60],
        text=text,
        kind=step.kind,
        kind_words=str(KINDS[step.kind][0]),
        is_urgent=step.urgent,
        when=when_words(step, wording),
        condition=wording.sentence(step.when) if step.when else "",
        href=reverse("draft_aftercare_step", args=[slug, step.code]),
        copy_href=f"{reverse('draft_aftercare_new', args=[slug])}?{urlencode({'copy': step.code})}",
        marks=_marks(document, step, today),
        is_first=step is steps[0],
        is_last=step is steps[-1],
    )


def _marks(document: Document, step: AftercareStep, today: date) -> tuple[str, ...]:
    found = [hint for language, said in step.text.items() for hint in hints_of("text", said, language, advised=A_STEP)]
    found += source_hints(step.sources, {source.code: source for source in document.sources})
    found += review_hints(step.review_by, today.isoformat())
    return marks(found, missing_in(document, [step.text, *([step.timing] if step.timing else [])]))


def _is_sought(step: AftercareStep, asked: Asked, wording: Wording) -> bool:
    timing = (step.timing or {}).values()
    return fits(asked.sought, step.code, step.topic, when_words(step, wording), *step.text.values(), *timing)


def _day(step: AftercareStep) -> tuple[bool, int, bool, int]:
    return step.from_day is None, step.from_day or 0, step.to_day is None, step.to_day or 0
