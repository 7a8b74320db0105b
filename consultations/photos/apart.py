"""Decoding in a process of its own, with limits: a file made to break a decoder breaks that process and no other."""

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from consultations.photos import pictures
from consultations.photos.pictures import Fault, NotAPicture, Picture

PROGRAM = Path(pictures.__file__)
PATIENCE = 25
# Of one web process: however many send at once, memory stays bounded and pages are still answered.
AT_ONCE = BoundedSemaphore(2)
IN_LINE = 8


def cleaned(sent: bytes, *, program: Path = PROGRAM) -> Picture:
    """As `pictures.cleaned`; whatever goes wrong in there, the picture is one that cannot be read."""
    if len(sent) > pictures.MOST_BYTES:
        raise NotAPicture(Fault.TOO_LARGE)
    if not AT_ONCE.acquire(timeout=IN_LINE):
        raise NotAPicture(Fault.BUSY)
    try:
        return _read(_said_by(program, sent))
    finally:
        AT_ONCE.release()


def _said_by(program: Path, sent: bytes) -> bytes:
    """Without our environment: it holds the secret key and the way to the database."""
    command = [sys.executable, "-I", "-B", str(program)]
    try:
        return subprocess.run(command, input=sent, capture_output=True, timeout=PATIENCE, env={}, check=True).stdout
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise NotAPicture(Fault.UNREADABLE) from None


def _read(said: bytes) -> Picture:
    line, _newline, pixels = said.partition(b"\n")
    head = json.loads(line)
    if "fault" in head:
        raise NotAPicture(Fault(head["fault"]))
    return Picture(pixels[: head["jpeg"]], pixels[head["jpeg"] :], head["width"], head["height"])
