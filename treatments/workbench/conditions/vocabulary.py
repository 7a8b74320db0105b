"""What a condition of one protocol can be about: its questions and policies, how each is compared, and with what."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.engine.checking import why_not_compare
from treatments.engine.conditions import Comparison, comparisons
from treatments.engine.documents import Document, Question
from treatments.engine.facts import facts_of
from treatments.engine.written import BadCondition, parse_with_places
from treatments.wording import Wording
from treatments.workbench.conditions.conditions import COMPARISONS, WITH_VALUES, Group, Negation, Node, Row

QUOTED: Final = re.compile(r"“([^”]*)”")
Choices = tuple[tuple[str, str], ...]
WORDS: Final = {
    "is": gettext_lazy("is"),
    "includes": gettext_lazy("includes"),
    "includes_at_least": gettext_lazy("includes at least so many of"),
    "includes_exactly": gettext_lazy("includes exactly so many of"),
    "below": gettext_lazy("is below"),
    "at_most": gettext_lazy("is at most"),
    "above": gettext_lazy("is above"),
    "at_least": gettext_lazy("is at least"),
    "not_known": gettext_lazy("is not known"),
}
FITTING: Final[Mapping[str, tuple[str, ...]]] = {
    "one": ("is", "not_known"),
    "multi": ("includes", "includes_at_least", "includes_exactly", "not_known"),
    "number": ("below", "at_most", "above", "at_least", "not_known"),
    "policy": ("is",),
}


class Vocabulary:
    """Made of the draft's document as it stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.wording = Wording(document)
        self.facts = facts_of(document)
        self.policies = {policy.key: {position.value for position in policy.positions} for policy in document.policies}

    @cached_property
    def groups(self) -> tuple[tuple[str, Choices], ...]:
        """What can be asked about, by the step of the intake, with the policies last."""
        steps = {step.key: self.wording.text(step.title) for step in self.document.steps}
        found: dict[str, list[tuple[str, str]]] = {}
        for question in self.document.questions:
            found.setdefault(steps.get(question.step, question.step), []).extend(self._named(question))
        policies = [(policy.key, f"{policy.name} ({policy.key})") for policy in self.document.policies]
        groups = [*found.items(), (_("Policies of the clinic"), policies)]
        return tuple((title, tuple(choices)) for title, choices in groups if choices)

    def is_known(self, key: str) -> bool:
        return key in self.facts or key in self.policies

    def comparisons(self, key: str) -> Choices:
        fitting = COMPARISONS
        if key in self.policies:
            fitting = FITTING["policy"]
        elif key in self.facts:
            fitting = FITTING.get(self.facts[key].type, ("not_known",))
        return tuple((name, str(WORDS[name])) for name in fitting)

    def values(self, key: str) -> Choices:
        return self._values.get(key, ())

    def fitted_group(self, group: Group) -> Group:
        """A row whose question was changed is compared as the new one can be, with answers that it has."""
        return Group(group.kind, tuple(map(self.fitted, group.parts)))

    def fitted(self, node: Node) -> Node:
        if isinstance(node, Group):
            return self.fitted_group(node)
        if isinstance(node, Negation):
            return Negation(self.fitted(node.part))
        return self._fitted(node)

    def fault_in(self, line: str) -> tuple[str, int] | None:
        """What is wrong with a condition as text, and where in the line."""
        try:
            condition, places = parse_with_places(line)
        except BadCondition as error:
            return str(error), error.at
        for comparison, place in zip(comparisons(condition), places, strict=True):
            if reason := self.why_not(comparison):
                return reason, _place_named(line, place, reason)
        return None

    def why_not(self, comparison: Comparison) -> str | None:
        return why_not_compare(comparison, self.facts, self.policies)

    @cached_property
    def _values(self) -> dict[str, Choices]:
        text = self.wording.text
        values = {
            question.key: tuple((option.value, text(option.label)) for option in question.options)
            for question in self.document.questions
        }
        return values | {p.key: tuple((at.value, at.says) for at in p.positions) for p in self.document.policies}

    def _named(self, question: Question) -> Choices:
        said = f"{self.wording.text(question.wording)} ({question.key})"
        own = (
            (question.key, _("%(question)s, not asked any more") % {"question": said} if question.retired else said),
        )
        return own + ((question.derives, question.derives.replace("_", " ")),) if question.derives else own

    def _fitted(self, row: Row) -> Row:
        if not self.is_known(row.key):
            return row
        fitting = [name for name, _words in self.comparisons(row.key)]
        comparison = row.comparison if row.comparison in fitting else fitting[0]
        offered = {value for value, _label in self.values(row.key)}
        kept = comparison in WITH_VALUES or comparison == "not_known"
        values = tuple(value for value in row.values if value in offered) if kept else ()
        return Row(row.key, comparison, values, row.number)


def _place_named(line: str, place: int, reason: str) -> int:
    """What the reason names last, from the comparison's own place on."""
    named = QUOTED.findall(reason)
    found = re.compile(rf"\b{re.escape(named[-1])}\b").search(line, place) if named else None
    return found.start() if found else place
