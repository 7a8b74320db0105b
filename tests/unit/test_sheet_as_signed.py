"""What is printed is what was signed: every text of the record once, and nothing else beyond the fixed words."""

import random
import time
from datetime import date, timedelta

import pytest

from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.sheet_words import SheetWords, heading_of
from tests.faults.rounds import figure, rounds
from tests.unit.made_up_records import document, patient, site
from tests.unit.sheets_read import copied, differences, made, pages, pieces
from treatments.protocol_file import read_protocol

FAMILIES = ["Jones", "O’Brien-Ng", "Щербакова", "Παπαδόπουλος", "山田", "김", "Strauß", "de la Cruz", "U"]
GIVEN = ["Amy", "José", "Юлия", "Ελένη", "はなコ", "철수", "Anna-Maria", "J."]
WORDS = ["wash", "rest", "cool", "shade", "cream", "gauze", "night", "gently", "until", "calm", "20", "SPF 50"]


@pytest.fixture(scope="module")
def protocol():
    return read_protocol("treatments/protocols/milia.yaml")


@pytest.mark.faults
def test_every_text_of_the_record_is_printed_once_and_nothing_else(protocol):
    number, wrong, on_pages, began = rounds(short=25, full=1000), [], {}, time.perf_counter()
    for seed in range(number):
        record, large = signed(protocol, random.Random(seed)), seed % 5 == 4
        pdf = made(record, large=large)
        if found := what_differs(pdf, record):
            wrong.append((seed, found))
        on_pages[pages(pdf)] = on_pages.get(pages(pdf), 0) + 1
    took = time.perf_counter() - began
    figure("H8", {"records": number, "differing": len(wrong), "seconds": round(took), "on 1, 2, 3 pages": on_pages})

    assert wrong == []


def test_a_text_that_is_missing_changed_doubled_or_new_is_noticed(protocol):
    """The comparison above would see it: a word is enough."""
    for seed in range(2):
        record = signed(protocol, random.Random(seed))
        shown = [step for step in record["aftercare"] if not step.get("left_out")]
        first, last = shown[0], shown[-1]
        tampered = {
            "left out": without(record, first),
            "changed by a word": replaced(record, last, text=last["text"] + " Not"),
            "doubled": record | {"aftercare": [*record["aftercare"], last | {"code": "XX-99"}]},
            "another number to call": record | {"site": site(phone="020 7946 0019")},
            "another patient": record | {"patient": patient(family_name="Smith")},
            "another doctor": record | {"signature": record["signature"] | {"name": "Dr Smith"}},
            "another release": record | {"protocol": record["protocol"] | {"release": 13}},
            "another day": replaced(record, dated(shown), from_on="2026-12-24", to_on="2026-12-24"),
        }
        unnoticed = [name for name, other in tampered.items() if not what_differs(made(other), record)]

        assert unnoticed == []
        assert not what_differs(made(copied(record)), record)


def what_differs(pdf, record):
    sheet = AftercareSheet.of(record)
    words = SheetWords.of(sheet)
    again = [heading_of(words.to_do, group.heading) for group in sheet.groups if group.stages]
    missing, extra = differences(pdf, pieces(record), again)
    return missing + ([extra] if extra else [])


def signed(protocol, chance):
    """A record as a clinic could sign it: one to three places, edited lines, all kinds of names and numbers."""
    methods = chance.choices([*protocol.methods, ""], k=chance.choice([1, 1, 1, 2, 3]))
    options = next(question for question in protocol.document.questions if question.key == "area").options
    areas = [option.value for option in chance.sample(list(options), len(methods))]
    differs = {"age_years": chance.choice([8, 25, 40, 71]), "pregnancy": chance.choice(["yes", "no"])}
    add_on = chance.choice([key for key in protocol.methods if key not in methods] + [""] * 9) if methods[0] else ""
    record = document(protocol, *methods, add_on=add_on, area=areas, **differs)
    return record | {
        "patient": patient(family_name=chance.choice(FAMILIES), given_name=chance.choice(GIVEN), title=""),
        "site": site(phone=_phone(chance), out_of_hours_phone=chance.choice(["", _phone(chance)])),
        "plan": [line | {"follow_up_on": _day(chance)} for line in record["plan"]],
        "aftercare": [_edited(step, chance) for step in record["aftercare"]],
    }


def _edited(step, chance):
    found = chance.random()
    if found < 0.08 and not step["urgent"]:
        return step | {"left_out": True}
    if found < 0.2:
        return step | {"edited": {"original": step["text"]}, "text": _sentence(chance)}
    return step


def _sentence(chance):
    return " ".join(chance.choices(WORDS, k=chance.randint(3, 30))).capitalize() + f" {chance.randint(1000, 9999)}."


def _phone(chance):
    return f"+44 20 7946 {chance.randint(0, 9999):04}"


def _day(chance):
    return chance.choice([None, (date(2026, 11, 22) + timedelta(days=chance.randint(1, 200))).isoformat()])


def without(record, step):
    return record | {"aftercare": [each for each in record["aftercare"] if each is not step]}


def replaced(record, step, **new):
    return record | {"aftercare": [each | new if each is step else each for each in record["aftercare"]]}


def dated(steps):
    return next(step for step in steps if step["kind"] in ("do", "avoid") and step["from_on"] and not step["timing"])
