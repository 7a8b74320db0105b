"""What an e-mail to a patient says: that a sheet can be read, and where. No name, nothing about why they came."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from consultations import sheet_tokens
from consultations.models import SheetLink, SignedRecord


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def about_the_sheet(record: SignedRecord, link: SheetLink) -> Letter:
    """In the language of the sheet, with the phone number that was signed with it."""
    document = json.loads(record.document)
    site = document["site"]
    words = {
        "clinic": site["name"],
        "phone": site["phone"],
        "address": sheet_tokens.whole_address(link),
        "readable_until": link.expires_on,
    }
    with translation.override(document["language"]):
        body = render_to_string("consultations/letters/sheet.txt", words)
        return Letter(subject=_("Your information from the clinic"), body=body)


def new_message_id() -> str:
    """The same on every try, so that a letter that arrives twice after all is shown once."""
    return f"<{uuid4().hex}@{urlsplit(settings.SITE_ADDRESS).hostname}>"
