"""In how many cases of the protocol each rule fires."""

from collections import Counter
from collections.abc import Mapping

from treatments.editing.parts import Draft
from treatments.engine.conditions import Condition, holds
from treatments.engine.documents import Rule
from treatments.engine.protocol import Compiled
from treatments.engine.truth import TRUE
from treatments.engine.weighing import Weighed
from treatments.workbench.cases.casing import standing_of


def firing_in_cases(draft: Draft) -> Mapping[str, int]:
    """Code -> how many cases; a rule that is switched off is counted as if it were on."""
    counts: Counter[str] = Counter()
    switched_off = [rule for rule in draft.document.rules if rule.off]
    for standing in standing_of(draft).cases:
        fired: set[str] = set()
        for area in standing.draft:
            fired |= _fired(area.weighed)
            fired |= {rule.code for rule in switched_off if _would_fire(rule, area.weighed)}
        counts.update(fired)
    return counts


def _fired(weighed: Weighed) -> set[str]:
    ready = weighed.protocol
    plain: list[Compiled[Rule]] = [
        *ready.no_treatments,
        *ready.exclusions,
        *ready.holds,
        *ready.cautions,
        *ready.indications,
        *ready.add_ons,
    ]
    fired = {each.rule.code for each in plain if weighed.truths[each.when] == TRUE}
    return fired | set(weighed.red_flags) | set(weighed.missing)


def _would_fire(rule: Rule, weighed: Weighed) -> bool:
    when, unless = (_read(getattr(rule, name, ""), weighed) for name in ("when", "unless"))
    if rule.effect in ("hold", "must_have"):
        return when != 0 and any(weighed.is_open(key) for key in rule.keys)
    return when == TRUE and not (getattr(rule, "unless", "") and unless == TRUE)


def _read(line: str, weighed: Weighed) -> int:
    condition: Condition = weighed.protocol.condition(line)
    return holds(condition, weighed.readings)
