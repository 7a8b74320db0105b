"""Decoding happens in a process of its own: what breaks it breaks nothing else, and it knows no secret."""

import pytest

from consultations.photos import apart
from consultations.photos.pictures import MOST_BYTES, Fault, NotAPicture, cleaned
from tests.unit import made_up_pictures as made_up
from tests.unit.made_up_pictures import photo


def test_a_process_of_its_own_gives_the_same_picture():
    assert apart.cleaned(made_up.lying()) == cleaned(made_up.lying())


@pytest.mark.parametrize("sent", [b"", b"%PDF-1.7", made_up.empty_png(10_000, 10_000), made_up.moving("WEBP")])
def test_a_process_of_its_own_refuses_for_the_same_reason(sent):
    with pytest.raises(NotAPicture) as refused:
        apart.cleaned(sent)

    with pytest.raises(NotAPicture) as here:
        cleaned(sent)
    assert refused.value.fault == here.value.fault


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "raise SystemExit(1)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import time; time.sleep(60)",
    ],
)
def test_a_decoder_that_breaks_or_hangs_breaks_nothing_else(program, tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 1)
    broken = tmp_path / "broken.py"
    broken.write_text(program)

    with pytest.raises(NotAPicture) as refused:
        apart.cleaned(photo(), program=broken)

    assert refused.value.fault == Fault.UNREADABLE


def test_the_decoder_is_told_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "known to nobody")
    curious = tmp_path / "curious.py"
    curious.write_text("import os; print(dict(os.environ))")

    assert b"SECRET_KEY" not in apart._said_by(curious, b"")


def test_memory_ends_where_it_was_said(tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        f"import runpy; own = runpy.run_path({str(apart.PROGRAM)!r}); own['keep_within_limits']()\n"
        "bytearray(2_000_000_000)"
    )

    with pytest.raises(NotAPicture):
        apart.cleaned(photo(), program=greedy)


def test_when_too_many_are_sent_at_once_the_rest_is_told_to_wait(monkeypatch):
    monkeypatch.setattr(apart, "IN_LINE", 0.05)
    with apart.AT_ONCE, apart.AT_ONCE, pytest.raises(NotAPicture) as refused:
        apart.cleaned(photo())

    assert refused.value.fault == Fault.BUSY


def test_81_a_file_above_the_limit_is_refused_without_starting_anything(monkeypatch):
    monkeypatch.setattr("subprocess.run", lambda *asked, **how: pytest.fail("it was started"))

    with pytest.raises(NotAPicture) as refused:
        apart.cleaned(photo() + b"\0" * MOST_BYTES)

    assert refused.value.fault == Fault.TOO_LARGE
