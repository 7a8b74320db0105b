"""The suggestion worked out anew after an answer changed, and what was decided on the old one."""

from typing import Any

from consultations.answering import suggestion_for
from consultations.models import Consultation
from treatments.compiled_releases import compiled


def work_out_anew(consultation: Consultation) -> tuple[dict[str, Any], list[int]]:
    """The suggestion, and the numbers of the areas whose decision was dropped. The caller saves `WORKED_OUT`."""
    before, after = consultation.suggestion, suggestion_for(compiled(consultation.release), consultation.answers)
    dropped = _drop_outdated(consultation, before, after)
    consultation.take_suggestion(after)
    return after, dropped


WORKED_OUT = ("answers", "suggestion", "glance")


def _drop_outdated(consultation: Consultation, before: dict[str, Any], after: dict[str, Any]) -> list[int]:
    pairs = zip(before["areas"], after["areas"], strict=True)
    changed = [number for number, (old, new) in enumerate(pairs, 1) if _rests_on(old) != _rests_on(new)]
    lines = consultation.plan_lines.filter(area_number__in=changed)
    dropped = sorted(line.area_number for line in lines)
    lines.delete()
    return dropped


def _rests_on(area: dict[str, Any]) -> dict[str, Any]:
    """What a decision rests on: everything that was said about the area but for the wording of why."""
    verdicts = [(each["method"], each["verdict"], _in_the_way(each)) for each in area["methods"]]
    said = {name: value for name, value in area.items() if name not in ("reasons", "methods")}
    return said | {"verdicts": verdicts}


def _in_the_way(method: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(reason["rule"], reason["truth"]) for reason in method["reasons"] if reason["kind"] != "indication"]
