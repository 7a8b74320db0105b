"""What the fewest questions save, case by case: the table of docs/evidence.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from treatments.engine.answers import Answers, RawAnswers
from treatments.engine.asking import Asks, always_asked, in_the_intake
from treatments.engine.cases import answers_of
from treatments.engine.documents import Case
from treatments.engine.interview import Choose, ask_everything, ask_the_fewest, in_order, the_first
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import VisitSuggestion, suggest

HEAD = ("Case", "Patient", "Ends in", "Full", "Fewest", "Saved", "In the form's order", "At the review")


@dataclass(frozen=True)
class Saving:
    """Questions asked of one case: all, the fewest with the best first, and in the order of the form.

    `at_review` counts what the doctor's findings make worth asking after the fewest.
    """

    case: Case
    full: int
    fewest: int
    as_in_the_form: int
    at_review: int
    ends_in: str
    same: bool


def savings_of(protocol: Protocol) -> list[Saving]:
    return [_saving(protocol, case) for case in protocol.document.cases]


def table(savings: Sequence[Saving]) -> str:
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in _rows(savings))


def _rows(savings: Sequence[Saving]) -> Iterator[tuple[object, ...]]:
    yield HEAD
    yield ("---", "---", "---", *("---:" for _ in HEAD[3:]))
    for one in savings:
        title = (one.case.id, one.case.title, one.ends_in)
        yield *title, one.full, one.fewest, _saved(one.full, one.fewest), one.as_in_the_form, one.at_review
    full, fewest = sum(one.full for one in savings), sum(one.fewest for one in savings)
    rest = sum(one.as_in_the_form for one in savings), sum(one.at_review for one in savings)
    yield "All", f"{len(savings)} patients", "", full, fewest, _saved(full, fewest), *rest


def _saved(full: int, fewest: int) -> str:
    return f"{100 * (full - fewest) / full:.0f} %"


def _saving(protocol: Protocol, case: Case) -> Saving:
    patient = answers_of(protocol, case)
    known = _said(protocol, patient, lambda question: question.derives is not None)
    everything = ask_everything(protocol, patient, known, in_the_intake)
    best, best_answers = _fewest(protocol, patient, known, the_first)
    as_in_the_form, _ = _fewest(protocol, patient, known, in_order(protocol))
    findings = _said(protocol, patient, lambda question: not in_the_intake(question))
    review = ask_the_fewest(protocol, patient, _joined(best_answers, findings))
    visit = suggest(protocol, review.answers)
    whole = suggest(protocol, _joined(everything.answers, findings))
    return Saving(
        case=case,
        full=len(everything.asked),
        fewest=best,
        as_in_the_form=as_in_the_form,
        at_review=len(review.asked),
        ends_in=_ends_in(visit),
        same=_decided(visit) == _decided(whole),
    )


def _fewest(protocol: Protocol, patient: Answers, known: Answers, choose: Choose) -> tuple[int, Answers]:
    """With what is asked of everybody, although no rule reads it."""
    always = always_asked(protocol)
    first = ask_everything(protocol, patient, known, lambda question: question.key in always)
    rest = ask_the_fewest(protocol, patient, first.answers, in_the_intake, choose)
    return len(first.asked) + len(rest.asked), rest.answers


def _said(protocol: Protocol, patient: Answers, about: Asks) -> Answers:
    """What the patient's answers say to some of the questions."""

    def part(given: RawAnswers) -> RawAnswers:
        return {key: answer for key, answer in given.items() if about(protocol.asking[key])}

    return Answers(part(patient.person), tuple(map(part, patient.areas)))


def _joined(one: Answers, other: Answers) -> Answers:
    areas = zip(one.areas, other.areas, strict=True)
    return Answers({**one.person, **other.person}, tuple({**area, **more} for area, more in areas))


def _decided(visit: VisitSuggestion) -> list[tuple[object, ...]]:
    return [(area.outcome, area.method, area.add_on, area.cautions, area.fired, area.cleared) for area in visit.areas]


def _ends_in(visit: VisitSuggestion) -> str:
    return ", ".join(area.method or area.outcome.replace("_", " ") for area in visit.areas)
