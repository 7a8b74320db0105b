"""What of a protocol decides what is suggested: words never do, everything else does."""

import pytest

from treatments.engine.deciding import what_decides

WORDS = {
    "rules": {"because": "Other words.", "owner": "Somebody", "review_by": "2027-01-01"},
    "questions": {"wording": {"en": "Other words?"}, "help": {"en": "Other help."}},
    "methods": {"summary": {"en": "Other words."}, "review_by": "2027-01-01"},
    "aftercare": {"text": {"en": "Other words."}, "to_day": 3},
}


def changed(document, parts, number=0, **differs):
    listed = list(getattr(document, parts))
    listed[number] = listed[number].model_copy(update=differs)
    return document.model_copy(update={parts: tuple(listed)})


def place(document, effect):
    return next(number for number, rule in enumerate(document.rules) if rule.effect == effect)


@pytest.mark.parametrize(("parts", "name"), [(parts, name) for parts, names in WORDS.items() for name in names])
def test_other_words_decide_nothing(milia, parts, name):
    document = milia.document
    assert what_decides(changed(document, parts, **{name: WORDS[parts][name]})) == what_decides(document)


def test_a_label_of_a_caution_decides_nothing(milia):
    number = place(milia.document, "caution")
    assert what_decides(changed(milia.document, "rules", number, label="x")) == what_decides(milia.document)


def test_each_part_that_the_engine_reads_decides(milia):
    document = milia.document
    rules, policy = document.rules, document.policies[0]
    other = next(position.value for position in policy.positions if position.value != policy.chosen)
    several = [
        changed(document, "rules", place(document, "indication"), weight=-3),
        changed(document, "rules", place(document, "exclusion"), when="age_years < 99"),
        changed(document, "rules", place(document, "hold"), off=True),
        changed(document, "rules", place(document, "must_have"), accepts_unknown=True),
        changed(document, "methods", tie_rank=99),
        changed(document, "questions", 5, retired=True),
        changed(document, "questions", 5, safety=not document.questions[5].safety),
        changed(document, "conflicts", keys=(document.questions[5].key,)),
        changed(document, "policies", chosen=other),
        document.model_copy(update={"rules": (rules[-1], *rules[:-1])}),
    ]
    assert len({what_decides(each) for each in (document, *several)}) == len(several) + 1


def test_what_is_said_of_a_rule_that_is_off_decides_nothing(milia):
    number = place(milia.document, "indication")
    off = changed(milia.document, "rules", number, off=True)
    assert what_decides(changed(off, "rules", number, weight=-3)) == what_decides(off)


def area_with(document, **options):
    """The question about the place, with some of its options changed."""
    number = next(number for number, each in enumerate(document.questions) if each.key == "area")
    offered = [option.model_copy(update=options.get(option.value, {})) for option in document.questions[number].options]
    return changed(document, "questions", number, options=tuple(offered))


def test_what_the_picture_of_the_face_answers_and_what_the_doctor_saw_decide(milia):
    document, examined = milia.document, milia.document.examination
    several = [
        area_with(document, cheek={"regions": ("ULR",)}, eyelid_skin={"regions": ()}),
        area_with(document, cheek={"at_least": 1}),
        area_with(document, cheek={"at_most": 5}),
        document.model_copy(update={"face_map": None}),
        document.model_copy(update={"examination": examined.model_copy(update={"clear": examined.other})}),
    ]
    assert len({what_decides(each) for each in (document, *several)}) == len(several) + 1


def test_what_a_place_is_called_decides_nothing(milia):
    document = area_with(milia.document, cheek={"label": {"en": "Other words"}, "help": {"en": "Other help."}})
    margin = document.face_map.model_copy(update={"margin_label": {"en": "Other words"}})
    assert what_decides(document.model_copy(update={"face_map": margin})) == what_decides(milia.document)
