"""What a draft lets through that the live release does not, and what it leaves unsaid, in plain words."""

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from treatments.engine.checks import LOOSENED, MOVED, NO_CALL, UNASKED, Finding

if TYPE_CHECKING:
    from treatments.workbench.checks.finding_words import FindingWords

TITLES = {
    LOOSENED: gettext_lazy("Safety loosened"),
    UNASKED: gettext_lazy("A safety question hidden from somebody"),
    MOVED: gettext_lazy("A region of the face counts as another place now"),
    NO_CALL: gettext_lazy("Nobody is told when to call"),
}
_LOOSENED = {
    "removed": gettext_lazy("%(rule)s was removed, and no other rule does the same for all of its patients."),
    "off": gettext_lazy("%(rule)s was switched off, and no other rule does the same for all of its patients."),
    "kind": gettext_lazy("%(rule)s is a rule of another kind now, and no other does the same for all its patients."),
    "condition": gettext_lazy("%(rule)s is true for some patients in the live release, and no longer in the draft."),
    "methods": gettext_lazy(
        "%(rule)s no longer speaks of %(methods)s for some patients, as it does in the live release."
    ),
    "override": gettext_lazy("Less stands in the way of overriding %(rule)s for %(methods)s than in the live release."),
    "variants": gettext_lazy("%(rule)s allows more kinds of %(methods)s than in the live release."),
    "hold": gettext_lazy(
        "%(methods)s no longer waits until %(questions)s is known, as %(rule)s says in the live release."
    ),
    "must": gettext_lazy("Some patients who have to answer %(questions)s in the live release may leave it open now."),
}


def _loosened(say: "FindingWords", finding: Finding) -> str:
    detail = finding.detail
    said = {
        "rule": detail["rule"],
        "methods": say.words.methods(detail.get("methods", ())),
        "questions": ", ".join(f"“{say.question(key)}”" for key in detail.get("questions", ())),
    }
    return str(_LOOSENED[detail["why"]]) % said


def _unasked(say: "FindingWords", finding: Finding) -> str:
    asked = ", ".join(f"“{say.question(key)}”" for key in finding.keys)
    said = {"questions": asked, "rules": say.codes(finding.rules), "changed": say.question(finding.detail["question"])}
    if finding.keys == (finding.detail["question"],):
        return (
            _("Some patients are asked %(questions)s in the live release and no longer in the draft: %(rules)s.") % said
        )
    return (
        _("Since “%(changed)s” is asked of fewer, some patients are not asked %(questions)s either: %(rules)s.") % said
    )


def _moved(say: "FindingWords", finding: Finding) -> str:
    def place(value: str) -> str:
        return f"“{say.words.answer(finding.keys[0], value)}”" if value and finding.keys else value or _("no place")

    sentences = []
    for (before, now), rows in groupby(finding.detail["regions"], key=lambda row: row[1:]):
        regions = [region for region, *_places in rows]
        sentence = ngettext(
            "%(regions)s counts as %(now)s, and as %(before)s in the live release.",
            "%(regions)s count as %(now)s, and as %(before)s in the live release.",
            len(regions),
        )
        sentences.append(sentence % {"regions": say.codes(tuple(regions)), "before": place(before), "now": place(now)})
    return " ".join(sentences)


def _no_call(say: "FindingWords", finding: Finding) -> str:
    if method := finding.detail["method"]:
        return _("The aftercare of %(method)s has no step for every patient that says when to call.") % {
            "method": say.words.method(method)
        }
    return _("The aftercare of what is not treated has no step for every patient that says when to call.")


SENTENCES: dict[str, Callable[["FindingWords", Finding], str]] = {
    LOOSENED: _loosened,
    UNASKED: _unasked,
    MOVED: _moved,
    NO_CALL: _no_call,
}
