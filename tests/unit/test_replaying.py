"""Past visits under a draft: what changed for whom, by which rules, however many are taken at once."""

from random import Random

import pytest

from benchmarks.past_visits import made_up
from treatments.engine.documents import BadDocument
from treatments.engine.lanes.columns import TooManyKinds
from treatments.engine.protocol import Protocol
from treatments.protocol_file import read_protocol
from treatments.replaying import KINDS, Replay, Unreadable, Visit, added

MILIA = "treatments/protocols/milia.yaml"
DRAFTS = 60
VISITS = 25


@pytest.fixture(scope="module")
def milia():
    return read_protocol(MILIA)


def visits_of(protocol, number, seed=1):
    several = made_up(protocol, number, seed=seed)
    return [Visit(place, {"sites": str(place % 2), "ages": "30-39"}, each) for place, each in enumerate(several)]


def edited(protocol, draw):
    """Rules and questions changed at random, as an admin might."""
    rules, questions = list(protocol.document.rules), list(protocol.document.questions)
    for _ in range(draw.choice((1, 1, 2, 4, 8))):
        number = draw.randrange(len(rules))
        rules[number] = another(rules[number], rules, protocol, draw)
        if draw.random() < 0.2:
            question = draw.randrange(len(questions))
            differs = draw.choice(({"retired": True}, {"shown_when": draw.choice(questions).shown_when}))
            questions[question] = questions[question].model_copy(update=differs)
    changed = {"rules": tuple(draw.sample(rules, len(rules) - draw.choice((0, 0, 1)))), "questions": tuple(questions)}
    return protocol.document.model_copy(update=changed)


def another(rule, rules, protocol, draw):
    conditions = [each.when for each in rules if getattr(each, "when", "")]
    ways = [{"off": not rule.off}]
    if getattr(rule, "when", ""):
        other = draw.choice(conditions)
        written = (other, f"not ({rule.when})", f"({rule.when}) and ({other})", f"({rule.when}) or ({other})")
        ways += [{"when": draw.choice(written)}] * 3
    if rule.effect == "indication":
        ways += [{"weight": draw.choice((-3, -1, 1, 2, 3))}]
    if hasattr(rule, "methods"):
        ways += [{"methods": tuple(draw.sample(list(protocol.methods), 2))}]
    return rule.model_copy(update=draw.choice(ways))


def drafts(protocol):
    for seed in range(DRAFTS):
        draw = Random(seed)
        try:
            yield draw, Protocol.of_draft(edited(protocol, draw))
        except BadDocument:
            continue


def test_the_quick_way_finds_what_the_plain_way_finds(milia):
    """Which visits, which kind, from what to what, by which rules; and every count."""
    met = set()
    for draw, draft in drafts(milia):
        pair = [milia, draft] if draw.random() < 0.7 else [draft, milia]
        visits = visits_of(milia, VISITS, seed=draw.random())
        quick, plain = Replay(*pair).of(visits), Replay(*pair, plainly=True).of(visits)
        assert quick == plain
        met |= {change.kind for change in quick.changes}
    # An outcome other than "suggest" seldom becomes another such by chance.
    assert met >= set(KINDS) - {"outcome"}


def test_portions_add_up_to_the_whole(milia):
    draft = Protocol.of_draft(edited(milia, Random(4)))
    visits = visits_of(milia, 50)
    whole = Replay(milia, draft).of(visits)
    halves = [Replay(milia, draft).of(part) for part in (visits[:17], visits[17:])]
    assert added(halves[0].counts, halves[1].counts) == whole.counts
    assert halves[0].changes + halves[1].changes == whole.changes


def test_too_many_kinds_of_answers_are_taken_in_smaller_portions(milia, monkeypatch):
    draft = Protocol.of_draft(edited(milia, Random(4)))
    visits, replay = visits_of(milia, 12), Replay(milia, draft)
    wanted, read = replay.of(visits), replay._read

    def at_most_two(given):
        if len(given) > 2:
            raise TooManyKinds
        return read(given)

    monkeypatch.setattr(replay, "_read", at_most_two)
    found = replay.of(visits)
    assert (found.counts, found.changes) == (wanted.counts, wanted.changes)


def test_the_same_protocol_changes_nothing(milia):
    counts = Replay(milia, milia).of(visits_of(milia, 40)).counts
    assert counts["visits"] == {"total": 40, "same": 40}


def with_rule(protocol, code, **differs):
    rules = [rule.model_copy(update=differs) if rule.code == code else rule for rule in protocol.document.rules]
    return Protocol.of_draft(protocol.document.model_copy(update={"rules": tuple(rules)}))


def typical(protocol, **differs):
    known = protocol.document.typical_patient
    about = {key: fact.about for key, fact in protocol.facts.items()}
    person = known.person | {key: value for key, value in differs.items() if about[key] == "person"}
    area = known.area | {key: value for key, value in differs.items() if about[key] == "area"}
    return Visit("v", {"sites": "7", "ages": "30-39"}, {"person": dict(person), "areas": [dict(area)]})


def only(live, draft, visit):
    replayed = Replay(live, draft).of([visit])
    return replayed.changes[0] if replayed.changes else None


def suggested(protocol, visit):
    """The method for the typical patient now, whatever it is."""
    return next(iter(Replay(protocol, protocol).of([visit]).counts["matrix"]))


def test_a_method_that_the_draft_excludes_is_a_new_stop_and_the_other_way_round_a_stop_removed(milia):
    visit = typical(milia)
    method = suggested(milia, visit)
    code = next(rule.code for rule in milia.document.rules if rule.effect == "exclusion" and method in rule.methods)
    stopping = with_rule(milia, code, when="age_years >= 0")
    change, back = only(milia, stopping, visit), only(stopping, milia, visit)
    assert (change.kind, change.before, code in change.rules) == ("new_stop", method, True)
    assert (back.kind, back.after, code in back.rules) == ("stop_removed", method, True)


def test_an_open_question_that_holds_the_method_is_now_no_suggestion(milia):
    visit = typical(milia)
    code = next(rule.code for rule in milia.document.rules if rule.effect == "must_have")
    # Nobody asked it of this patient, so a rule that must have it waits for it.
    open_key = next(
        key
        for key, fact in milia.facts.items()
        if fact.type == "one" and fact.about == "person" and key not in visit.answers["person"]
    )
    asking = with_rule(milia, code, keys=(open_key,), when="", unless="", accepts_unknown=False)
    question = asking.document.questions
    shown = tuple(q.model_copy(update={"shown_when": ""}) if q.key == open_key else q for q in question)
    asking = Protocol.of_draft(asking.document.model_copy(update={"questions": shown}))
    change, back = only(milia, asking, visit), only(asking, milia, visit)
    assert (change.kind, change.after) == ("none_now", "needs_answer")
    assert (back.kind, back.before) == ("newly", "needs_answer")
    assert code in change.rules


def test_another_caution_is_another_detail_and_not_the_same(milia):
    visit = typical(milia)
    method = suggested(milia, visit)
    code = next(rule.code for rule in milia.document.rules if rule.effect == "caution" and method in rule.methods)
    now = Replay(milia, milia).of([visit]).counts["rules"]
    draft = with_rule(milia, code, when="age_years < 0" if code in now else "age_years >= 0")
    change = only(milia, draft, visit)
    assert (change.kind, change.before, change.rules) == ("details", method, (code,))


def test_what_no_rule_changed_names_no_rule(milia):
    """The way equals are ordered is a matter of the methods."""
    visit = typical(milia)
    method = suggested(milia, visit)
    turned = tuple(each.model_copy(update={"tie_rank": 99 - each.tie_rank}) for each in milia.document.methods)
    draft = Protocol.of_draft(milia.document.model_copy(update={"methods": turned}))
    found = Replay(milia, draft).of(visits_of(milia, 300)).changes
    assert found and method
    assert {change.rules for change in found} == {()}


def test_answers_that_the_draft_has_no_place_for_are_dropped_and_counted(milia):
    key = next(q.key for q in milia.document.questions if q.type == "one" and q.about == "person")
    visit = typical(milia)
    visit.answers["person"] |= {"gone_long_ago": "yes", key: "never_offered"}
    counts = Replay(milia, milia).of([visit]).counts
    assert counts["dropped"] == {"live": 2, "draft": 2}


def test_a_rule_fires_as_often_as_its_condition_holds(milia):
    code = next(rule.code for rule in milia.document.rules if rule.effect == "indication")
    counts = Replay(milia, with_rule(milia, code, when="age_years >= 0")).of(visits_of(milia, 30)).counts
    grown_up = sum(
        isinstance(visit.answers["person"]["age_years"], int) * len(visit.answers["areas"])
        for visit in visits_of(milia, 30)
    )
    assert counts["rules"][code]["draft"] == grown_up
    assert counts["rules"][code].get("live", 0) < grown_up


@pytest.mark.parametrize(
    "answers", [None, [], "x", {}, {"person": {}}, {"person": [], "areas": []}, {"person": {}, "areas": [None]}]
)
def test_answers_without_their_form_are_refused(milia, answers):
    with pytest.raises(Unreadable):
        Replay(milia, milia).of([Visit("v", {}, answers)])


def test_a_visit_without_an_area_is_one_area_about_which_nothing_is_known(milia):
    counts = Replay(milia, milia).of([Visit("v", {}, {"person": {}, "areas": []})]).counts
    assert counts["areas"]["total"] == 1
    assert counts["matrix"] == {"needs_answer": {"needs_answer": 1}}
