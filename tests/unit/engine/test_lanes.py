"""Many areas at once come out as one by one: every fact that is said, every rule that has an effect, every dropped
answer, for made-up protocols with every kind of rule, two at a time as a draft and its release are."""

from random import Random

import pytest

from tests.unit.engine.small_protocols import small_patient, small_protocol
from treatments.engine.carrying import carried, dropped
from treatments.engine.documents import Indication
from treatments.engine.lanes import settled, weighed
from treatments.engine.lanes.columns import Column, Reader, TooManyKinds
from treatments.engine.lanes.visits import Readers
from treatments.engine.protocol import Protocol
from treatments.engine.said import effects_of, said_of
from treatments.engine.suggest import suggest

LARGEST = 2**32
PAIRS = 400


def two_protocols(draw):
    one, other = small_protocol(draw.randrange(LARGEST)), small_protocol(draw.randrange(LARGEST))
    if draw.random() < 0.3:
        other = with_one_retired(one, draw)
    return [one, other]


def with_one_retired(protocol, draw):
    questions = list(protocol.document.questions)
    number = draw.randrange(len(questions))
    questions[number] = questions[number].model_copy(update={"retired": True})
    return Protocol.of_draft(protocol.document.model_copy(update={"questions": tuple(questions)}))


def visits_for(protocols, draw):
    patients = [small_patient(draw.choice(protocols), draw.randrange(LARGEST)) for _ in range(draw.choice((1, 3, 20)))]
    return [({**each.person, **strange(draw)}, tuple(each.areas)) for each in patients]


def strange(draw):
    """What no form lets through, and a file or an old release may hold."""
    if draw.random() > 0.1:
        return {}
    return {draw.choice(("sun", "fever", "gone")): draw.choice((True, -1, "nonsense", ["x"], [["x"]], {"a": 1}, None))}


def one_by_one(protocol, visits):
    areas = [area for visit in visits for area in suggest(protocol, carried(protocol, *visit)).areas]
    lost = sum(dropped(protocol, *visit) for visit in visits)
    return [(said_of(area), effects_of(area.weighed)) for area in areas], lost


def at_once(protocols, visits):
    width, read = Readers(protocols).read(visits)
    return [
        ([(facts_at(each.said, place), facts_at(each.effects, place)) for place in range(width.areas)], each.dropped)
        for each in read
    ]


def facts_at(lanes, place):
    return frozenset(fact for fact, lane in lanes.items() if lane >> 8 * place & 255)


def differing():
    """Numbers of those pairs of protocols for which the two ways disagree."""
    for number in range(PAIRS):
        draw = Random(number)
        protocols = two_protocols(draw)
        visits = visits_for(protocols, draw)
        if at_once(protocols, visits) != [one_by_one(protocol, visits) for protocol in protocols]:
            yield number


def test_many_at_once_is_the_same_as_one_by_one():
    assert list(differing()) == []


@pytest.mark.parametrize(
    ("step", "name", "broken"),
    [
        (settled.SettledLanes, "_hide", lambda self: None),
        (settled.SettledLanes, "_twofold", lambda self: None),
        (settled.SettledLanes, "danger", lambda self, at: self.truth(at)),
        (settled.SettledLanes, "says_not_sure", lambda self, key: 0),
        (weighed, "SUITS_FROM", 3),
        (weighed.WeighedLanes, "waiting", property(lambda self: dict.fromkeys(self.protocol.rules_by_code, 0))),
        (weighed.WeighedLanes, "holding", property(lambda self: dict.fromkeys(self.protocol.rules_by_code, 0))),
    ],
)
def test_a_step_that_is_left_out_is_noticed(monkeypatch, step, name, broken):
    monkeypatch.setattr(step, name, broken)
    assert any(True for _number in differing())


def test_more_kinds_of_answers_than_a_byte_can_number_are_refused_and_not_mixed_up():
    protocol = small_protocol(1)
    key = next(key for key, fact in protocol.facts.items() if fact.type == "one")
    column = Column([Reader(protocol.facts[key], ())])
    column.numbered(key, [{}, {key: "low"}])
    column._notes += [(b"",)] * 300
    with pytest.raises(TooManyKinds):
        column.numbered(key, [{key: "unknown"}, {key: "nonsense"}, {key: "high"}])
    column.forget()
    assert column.numbered(key, [{key: "low"}, {}])[1] == 0


def test_scores_too_far_apart_for_a_byte_are_told():
    protocol = small_protocol(3)
    first = next(rule for rule in protocol.document.rules if isinstance(rule, Indication))
    many = [first.model_copy(update={"code": f"IN-{number}", "weight": 3}) for number in range(100, 150)]
    wide = protocol.document.model_copy(update={"rules": (*protocol.document.rules, *many)})
    assert weighed.fits_into_bytes(protocol)
    assert not weighed.fits_into_bytes(Protocol.of_draft(wide))
