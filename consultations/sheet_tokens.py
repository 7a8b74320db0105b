"""The secret in the address of a sheet: made, read as people type it, written as it is printed."""

import json
import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.urls import reverse

from consultations.models import SheetLink, SignedRecord

# Crockford's letters: none that is taken for another one, and no words by accident.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
"""Five bits each: 130, so no fewer than 128."""
CUTS = (0, 5, 10, 15, 20, LENGTH)
WRITTEN = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")
TAKEN_FOR = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": None})


def new() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read(typed: str) -> str:
    """As it is kept; empty when it can be none. Case and dashes do not count, nor letters that look like digits."""
    token = typed.upper().translate(TAKEN_FOR) if typed.isascii() else ""
    return token if WRITTEN.fullmatch(token) else ""


def grouped(token: str) -> str:
    return "-".join(token[start:end] for start, end in pairwise(CUTS))


def path(link: SheetLink) -> str:
    return reverse("sheet_public", kwargs={"token": grouped(link.token)})


def whole_address(link: SheetLink) -> str:
    """For the QR code and for e-mails. From the settings: what a browser calls the server is never printed."""
    return f"{settings.SITE_ADDRESS}{path(link)}"


def short_address(link: SheetLink) -> str:
    """To be typed from paper."""
    return whole_address(link).partition("://")[2].rstrip("/")


def last_step(record: SignedRecord) -> date:
    """The last day that the sheet speaks of; steps of an add-on are counted as if it began on the day of the visit."""
    document: Mapping[str, Any] = json.loads(record.document)
    treated_on = datetime.fromisoformat(document["signature"]["at"]).date()
    steps = document["aftercare"]
    # Records of format 1 have the dates alone, and of an add-on nothing.
    days = [step[name] for step in steps for name in ("from_day", "to_day") if step.get(name) is not None]
    dates = [step[name] for step in steps for name in ("from_on", "to_on") if step[name]]
    visits = [line["follow_up_on"] for line in document["plan"] if line["follow_up_on"]]
    named = map(date.fromisoformat, (*dates, *visits))
    return max([treated_on + timedelta(days=max(days, default=0)), treated_on, *named])
