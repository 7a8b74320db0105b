"""What is wrong with what the rules read: nothing asks it, or nobody notices that it is not known."""

from collections.abc import Iterator

from treatments.engine.checks.alone import hidden_for_all, who_is_not_asked
from treatments.engine.checks.asking import Asking, Patient, fires, silent, unless, when
from treatments.engine.checks.finding import CONTRADICTS, NOTHING_ASKS, UNKNOWN_NOT_HANDLED, Finding
from treatments.engine.checks.formulas import Each, Some, all_of, each, false, not_false, not_true, some, true
from treatments.engine.documents import MustHave, NoTreatment, RuleBase
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.suggest import suggest_area
from treatments.engine.truth import NOT_KNOWN


def nothing_asks(asking: Asking) -> Iterator[Finding]:
    """A key that a safety rule reads, whose question is retired or never shown: it stays open or "not asked"."""
    protocol = asking.protocol
    hidden = frozenset(hidden_for_all(asking))
    for key in protocol.facts:
        is_retired = key in asking.world.retired
        if not is_retired and key not in hidden:
            continue
        safety = (*protocol.red_flags, *protocol.must_haves, *protocol.no_treatments, *protocol.exclusions)
        codes = tuple(rule.rule.code for rule in (*safety, *protocol.holds) if key in rule.keys)
        if codes:
            detail = {"question": protocol.asking[key].key, "why": "retired" if is_retired else "never_shown"}
            patient = Patient.of(protocol, {}) if is_retired else who_is_not_asked(asking, key)
            yield Finding(NOTHING_ASKS, codes, (key,), patient.example if patient else None, detail)


def must_have_of_hidden(asking: Asking) -> Iterator[Finding]:
    """A must-have for a question whose skip logic hides it from every patient the must-have is for."""
    protocol = asking.protocol
    for must in protocol.must_haves:
        due = each(not_false(when(protocol, must)), not_true(unless(protocol, must)))
        for key in must.rule.keys:
            shown = asking.world.shown.get(key)
            if shown is None or not asking.is_impossible(each(due, not_false(shown)), (must.rule.code,)):
                continue
            patient = asking.patient(each(due, false(shown)))
            if patient and patient.settled.is_hidden(key):
                yield Finding(CONTRADICTS, (must.rule.code,), (key,), patient.example, {"hidden": key})


def unknown_not_handled(asking: Asking) -> Iterator[Finding]:
    """A red flag or a rule for no treatment that does not fire because an answer is missing, and a method is suggested.

    Missing is "skipped": that a must-have accepts "not sure" was somebody's decision. What the examination finds is not
    asked for: without it a flag simply stays up. Exclusions hold their methods by themselves. One finding for each key;
    its patient shows it for the first of the rules.
    """
    protocol, patients = asking.protocol, _Unnoticed(asking)
    examined = {protocol.document.examination.question} if protocol.document.examination else set()
    found: dict[str, list[tuple[str, Patient]]] = {}
    for rule in (*protocol.red_flags, *_plain(protocol)):
        condition = when(protocol, rule)
        for key in condition.keys:
            if not asking.goes_on(rule.rule.code) or key in examined | condition.open_keys | asking.world.retired:
                continue
            patient = patients.of(rule, key)
            if patient:
                found.setdefault(key, []).append((rule.rule.code, patient))
    for key, shown in found.items():
        codes = tuple(code for code, _ in shown)
        yield Finding(UNKNOWN_NOT_HANDLED, codes, (key,), shown[0][1].example)


class _Unnoticed:
    """Patients who left a key out, for whom that keeps a rule from being known, and who are suggested a method."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.protocol = protocol = asking.protocol
        self.nothing_fires = all_of(silent(protocol, rule) for rule in (*protocol.red_flags, *_plain(protocol)))
        self.suits = {method: self._suits(method) for method in protocol.methods}

    def of(self, rule: Compiled[RuleBase], key: str) -> Patient | None:
        protocol, condition, blank = self.protocol, when(self.protocol, rule), frozenset({key})
        wanted = all_of(
            [
                *(not_false(condition), not_true(condition), not_true(unless(protocol, rule))),
                *(_not_due(protocol, must) for must in protocol.must_haves if key in must.rule.keys),
            ]
        )
        about = (rule.rule.code,)
        if self.asking.is_impossible(wanted, about, blank):
            return None
        for method in protocol.methods:
            if any(method in hold.rule.methods and key in hold.rule.keys for hold in protocol.holds):
                continue
            patient = self.asking.patient(each(wanted, self.nothing_fires, self.suits[method]), about, blank)
            if patient and patient.truth(rule.when) == NOT_KNOWN and suggest_area(patient.weighed).outcome == "suggest":
                return patient
        return None

    def _suits(self, method: str) -> Each:
        """No exclusion is true or open, and a strong reason speaks for it."""
        protocol = self.protocol
        free = [false(when(protocol, exclusion)) for exclusion in protocol.exclusions_of[method]]
        strong = [each.rule.weight > 1 and each.rule.method == method for each in protocol.indications]
        for_it = [
            fires(protocol, rule) for rule, is_strong in zip(protocol.indications, strong, strict=True) if is_strong
        ]
        return all_of([*free, Some(tuple(for_it))])


def _plain(protocol: Protocol) -> list[Compiled[NoTreatment]]:
    """Without those that are looked at only when no method is left."""
    return [rule for rule in protocol.no_treatments if rule.rule.when_only_excluded_by is None]


def _not_due(protocol: Protocol, must: Compiled[MustHave]) -> Some:
    return some(false(when(protocol, must)), true(unless(protocol, must)))
