"""Names as people write them: in every script, without an empty box, and never as a command to the program."""

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.sheet.fonts import NO_SUCH_CHARACTER, families_for, fonts, without_unknown
from consultations.sheet.pdf import NOT_IN_ANY_FONT
from tests.unit.made_up_records import PHONE, document, patient, site
from tests.unit.sheets_read import drawn_at, letters, made, pages, text
from tests.unit.sheets_read import fonts as fonts_of
from treatments.protocol_file import read_protocol

# Family name, given name, and the font that has to have drawn them.
NAMES = {
    "Latin": ("O’Brien-Ng", "José Łukasz Đặng Nguyễn", "AtkinsonHyperlegible"),
    "Turkish": ("İpek", "Işıl Ğ", "AtkinsonHyperlegible"),
    "Greek": ("Παπαδόπουλος", "Ελένη", "NotoSans"),
    "Cyrillic": ("Щербакова", "Юлия Їжак", "NotoSans"),
    "Arabic": ("العربي", "محمد عبد الله", "NotoSansArabic"),
    "Hebrew": ("כהן", "שָׁלוֹם", "NotoSansHebrew"),
    "Chinese": ("李", "小龍", "NotoSansCJKsc"),
    "Japanese": ("山田", "はなコ", "NotoSansCJKjp"),
    "Korean": ("김", "철수", "NotoSansCJKkr"),
    "rare Chinese": ("𠮷野", "家", "NotoSansCJKsc"),
    "Hindi": ("शर्मा", "प्रिया", "NotoSansDevanagari"),
    "Thai": ("สมชาย", "ใจดี", "NotoSansThai"),
    "emoji": ("👩🏽\u200d⚕️", "👨\u200d👩\u200d👧 🇬🇧", "NotoEmoji"),
    "combining": ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "e\u0301", "NotoSans"),
}
CONTROLS = [chr(code) for code in (*range(1, 32), *range(127, 160))]
COMMANDS = [
    '#eval("1+1") $x^2$ *b* _i_ `r` @ref <label> = h // c /* d */ [x] \\ \\u{41} ~ -- --- ...',
    '#import "@preview/cetz:0.3.4"',
    '#image("/etc/passwd") #read("sheet.typ") #include "x.typ"',
    "<script>alert(1)</script> {{ 7*7 }} {% debug %} %s {page} {pages}",
    '"]) #panic() ([" \' \\" \\n',
]


@pytest.fixture(scope="module")
def sheet():
    """A short one: every name is set many times."""
    return document(read_protocol("treatments/protocols/milia.yaml"), "")


def named(sheet, family, given_name, **differs):
    who = patient(family_name=family, given_name=given_name, title="")
    signed_by = sheet["signature"] | {"name": f"Dr {family}"}
    return sheet | {"patient": who, "signature": signed_by} | differs


def test_signs_for_machines_are_left_out_of_a_name_and_never_keep_a_sheet_from_being_made(sheet):
    family = f"Li{''.join(CONTROLS).replace(chr(10), '')}-Jones"
    assert "Li-Jones" in text(made(named(sheet, family, "A"))).replace(" ", "")
    assert without_unknown("Li\x01\x7f\x85-\tJones\n") == "Li - Jones\n"


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_drawn_in_a_font_that_has_it(sheet, script):
    family, given_name, font = NAMES[script]
    # A character that no font has would be refused here: the file may have no empty box.
    found = fonts_of(made(named(sheet, family, given_name)))

    assert any(name.startswith(font) for name in found), found
    assert without_unknown(family + given_name) == family + given_name


@pytest.mark.parametrize("script", ["Latin", "Greek", "Cyrillic", "Chinese", "Japanese", "Korean", "Thai"])
def test_a_name_can_be_copied_from_the_file_as_it_was_signed(sheet, script):
    family, given_name, _font = NAMES[script]
    # Letters drawn as a letter and its marks have their text beside them, which not every program that copies asks for.
    plain = family.upper(), given_name.replace("Đặng Nguyễn", "")

    said = letters(text(made(named(sheet, family, given_name))))
    assert all(letters(part) in said for part in plain)


def test_without_the_fonts_of_the_packages_a_name_is_refused_and_not_drawn_as_boxes():
    """What keeps the boxes away; were it gone, the tests above would say nothing."""
    source = b'#set document(title: "t")\n#set text(font: sys.inputs.font, fallback: false)\n#sys.inputs.name'
    inputs = {"name": NAMES["Chinese"][0], "font": "Atkinson Hyperlegible"}
    compiler = typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)

    with pytest.raises(typst.TypstError, match=NOT_IN_ANY_FONT):
        compiler.compile(input=source, sys_inputs=inputs, format="pdf", pdf_standards="ua-1")
    assert compiler.compile(input=source, sys_inputs=inputs | {"name": "Li"}, format="pdf", pdf_standards="ua-1")


@pytest.mark.parametrize("name", ["བོད་པ", "\ue000x", "Ꮳ𓀀", "a\U000f0000b"])
def test_a_character_that_no_font_has_is_shown_as_such_and_stops_nothing(sheet, name):
    said = text(made(named(sheet, name, "Amy")))

    assert NO_SUCH_CHARACTER in said
    assert "Amy" in said


def test_characters_of_chinese_origin_are_drawn_for_those_they_belong_to():
    assert [families_for(text_)[2][-2:] for text_ in ("李", "山田はな", "김 李", "Jones")] == ["SC", "JP", "KR", "SC"]


def test_a_very_long_name_stays_on_the_paper(sheet):
    for name in ("A" * 120, "محمد " * 24, "李" * 120, "Anna-Maria " * 11):
        pdf = made(named(sheet, name, name))

        assert pages(pdf) <= 2
        assert letters(text(pdf)).count(letters(name.upper())) >= 1 or not name.isascii()


def test_a_number_reads_from_left_to_right_in_a_sheet_that_reads_the_other_way(sheet):
    start, middle, end = PHONE.split()
    for language in ("en", "ar"):
        pdf = made(sheet | {"language": language})
        ((left, height),) = drawn_at(pdf, end)
        beside = [across for word in (start, middle) for across, up in drawn_at(pdf, word) if up == height]

        assert len(beside) == 2
        assert max(beside) < left


@pytest.mark.parametrize("command", COMMANDS)
def test_what_looks_like_a_command_is_printed_as_it_is(sheet, command):
    steps = [step | {"text": command} for step in sheet["aftercare"]]
    whole = named(sheet, command, command, site=site(name=command[:40]), aftercare=steps)
    said = "".join(text(made(whole)).split()).replace("\u200b", "")

    assert said.count("".join(command.split())) >= len(steps) + 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="#$*_`@<>=/\\[]{}\"'~-", max_codepoint=0xFF),
        min_size=1,
        max_size=80,
    )
)
def test_whatever_is_typed_is_text(sheet, typed):
    steps = [sheet["aftercare"][0] | {"text": typed}]
    said = text(made(named(sheet, "Jones", "Amy", aftercare=steps)))

    assert letters(typed) in letters(said)
