"""What a draft lets through that the live release does not: rules that keep fewer patients safe.

A rule is compared with all rules of its kind in the draft, so that what another of them does in its place is no
loosening. A caution says its own words, so it is compared with itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from treatments.engine.checks.both import Both, Twofold
from treatments.engine.checks.finding import LOOSENED, Finding
from treatments.engine.checks.formulas import Formula, all_of, not_false
from treatments.engine.documents import Caution, Exclusion, MustHave, NoTreatment, RuleBase
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.written import written

Rules = Sequence[Compiled[RuleBase]]


def loosened(both: Both) -> Iterator[Finding]:
    """One finding for each rule."""
    live, draft = both.protocol, both.draft
    for flag in live.red_flags:
        yield from _one_of(both, flag, draft.red_flags)
    for rule in live.no_treatments:
        yield from _one_of(both, rule, _alike(rule.rule, draft.no_treatments))
    for exclusion in live.exclusions:
        yield from _exclusion(both, exclusion)
    for must in live.must_haves:
        yield from _must_have(both, must)
    yield from _holds(both)
    for caution in live.cautions:
        yield from _caution(both, caution)


def _one_of(both: Both, rule: Compiled[RuleBase], others: Rules) -> Iterator[Finding]:
    if not _is_as_before(both, rule) and (found := _lost(both, rule, others)):
        yield _finding(both, rule, found, "condition")


def _exclusion(both: Both, rule: Compiled[Exclusion]) -> Iterator[Finding]:
    live, draft, code = both.protocol, both.draft, rule.rule.code
    now, removed = _now(both, rule), dict(_removed(both.protocol))[code]
    kept = dict(_removed(draft)).get(code, ()) if now else ()
    if not (_is_as_before(both, rule) and set(removed) <= set(kept)):
        lost = {
            method: found
            for method in removed
            if method in draft.methods and (found := _lost(both, rule, draft.exclusions_of[method]))
        }
        if lost:
            why = "condition" if set(lost) <= set(kept) else "methods"
            yield _finding(both, rule, next(iter(lost.values())), why, methods=list(lost))
            return
    if isinstance(now, Exclusion):
        easier = [each for each in kept if _hurdle(draft, now, each) < _hurdle(live, rule.rule, each)]
        if easier:
            yield _finding(both, rule, None, "override", methods=easier)


def _must_have(both: Both, rule: Compiled[MustHave]) -> Iterator[Finding]:
    if _is_as_before(both, rule):
        return
    live, draft, lost = both.protocol, both.draft, dict[str, Any]()
    for key in rule.rule.keys:
        if key in live.retired:
            continue
        others = [
            must
            for must in draft.must_haves
            if key in must.rule.keys and (rule.rule.accepts_unknown or not must.rule.accepts_unknown)
        ]
        shown = both.world.shown.get(key)
        if found := _lost(both, rule, others, besides=[not_false(shown)] if shown else []):
            lost[key] = found
    if lost:
        yield _finding(both, rule, next(iter(lost.values())), "must", questions=list(lost))


def _holds(both: Both) -> Iterator[Finding]:
    kept = {pair for hold in both.draft.holds for pair in _pairs(hold.rule.keys, hold.rule.methods)}
    for hold in both.protocol.holds:
        lost = [(key, method) for key, method in _pairs(hold.rule.keys, hold.rule.methods) if (key, method) not in kept]
        if lost:
            methods, questions = (list(dict.fromkeys(each)) for each in zip(*lost, strict=True))
            yield _finding(both, hold, None, "hold", methods=methods, questions=questions)


def _caution(both: Both, rule: Compiled[Caution]) -> Iterator[Finding]:
    """A method that the draft removes needs no caution."""
    draft, now = both.draft, _now(both, rule)
    kept = now.methods if isinstance(now, Caution) else ()
    if not _is_as_before(both, rule):
        own = [each for each in draft.cautions if each.rule.code == rule.rule.code]
        lost = {
            method: found
            for method in rule.rule.methods
            if method in draft.methods
            and (found := _lost(both, rule, [*(own if method in kept else []), *draft.exclusions_of[method]]))
        }
        if lost:
            why = "condition" if set(lost) <= set(kept) else "methods"
            yield _finding(both, rule, next(iter(lost.values())), why, methods=list(lost))
        elif isinstance(now, Caution) and (wider := _wider(rule.rule, now)):
            yield _finding(both, rule, None, "variants", methods=wider)


def _lost(
    both: Both,
    rule: Compiled[RuleBase],
    others: Rules,
    *,
    besides: Iterable[Formula] = (),
) -> Twofold | bool:
    """A patient for whom the rule is true and none of the draft's others is; True where none can be shown."""
    live, draft, about = both.protocol, both.draft, (rule.rule.code,)
    if not all(both.is_alike(key) for each in (rule, *others) for key in each.keys):
        return True
    wanted = all_of([both.fires(live, rule), *besides, *(both.silent(draft, other) for other in others)])
    if both.is_impossible(wanted, about) or rule.rule.code in both.unchecked:
        return False
    found = both.twofold(wanted, about)
    is_shown = found and found.live.fires(rule) and not any(found.draft.fires(other) for other in others)
    return found if found and is_shown else True


def _finding(both: Both, rule: Compiled[RuleBase], found: Twofold | bool | None, why: str, **more: Any) -> Finding:
    """A rule that the draft has no more is named in `detail` alone, as there is no page of it."""
    draft, code, now = both.draft, rule.rule.code, _now(both, rule)
    kept = draft.rules_by_code.get(code)
    if now is None:
        why = "removed" if kept is None else "off" if kept.off else "kind"
    conditions = [written(draft.condition(line)) for line in _lines(now)] if now else []
    detail = {"rule": code, "why": why, "now": conditions, "release": both.protocol.release} | more
    keys = tuple(key for key in rule.keys if key in draft.facts)
    example = found.example if isinstance(found, Twofold) else None
    return Finding(LOOSENED, (code,) if kept else (), keys, example, detail)


def _is_as_before(both: Both, rule: Compiled[RuleBase]) -> bool:
    now = _now(both, rule)
    if now is None:
        return False
    words = {"because", "sources", "owner", "review_by", "label", "when", "unless"}
    before, after = (each.model_dump(exclude=words) for each in (rule.rule, now))
    lines = [[protocol.condition(line) for line in _lines(each)] for protocol, each in _each(both, rule.rule, now)]
    return before == after and lines[0] == lines[1]


def _each(both: Both, before: RuleBase, now: RuleBase) -> list[tuple[Protocol, RuleBase]]:
    return [(both.protocol, before), (both.draft, now)]


def _now(both: Both, rule: Compiled[RuleBase]) -> RuleBase | None:
    """The rule in the draft, while it is on and of the same kind."""
    now = both.draft.rules_by_code.get(rule.rule.code)
    return now if now and not now.off and type(now) is type(rule.rule) else None


def _lines(rule: RuleBase) -> tuple[str, str]:
    return getattr(rule, "when", ""), getattr(rule, "unless", "")


def _alike(rule: NoTreatment, others: Iterable[Compiled[NoTreatment]]) -> Rules:
    """Those looked at when this one is: always, or only after the same exclusion."""
    return [each for each in others if each.rule.when_only_excluded_by in (None, rule.when_only_excluded_by)]


def _removed(protocol: Protocol) -> list[tuple[str, tuple[str, ...]]]:
    return [(exclusion.rule.code, methods) for exclusion, methods in protocol.excluding]


def _hurdle(protocol: Protocol, rule: Exclusion, method: str) -> int:
    """What stands before overriding it: nothing more, a second confirmation, or that nobody may."""
    if any(protocol.policies[each.policy] == each.position and method in each.methods for each in rule.final_under):
        return 2
    return int(method in rule.second_confirmation)


def _wider(before: Caution, now: Caution) -> list[str]:
    """Methods of which more variants are allowed than before."""
    allowed = {each.method: set(each.variants) for each in now.restricts}
    return [
        each.method
        for each in before.restricts
        if each.method not in allowed or allowed[each.method] - {*each.variants}
    ]


def _pairs(keys: Iterable[str], methods: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, method) for key in keys for method in methods]
