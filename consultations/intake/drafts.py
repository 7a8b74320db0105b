"""The key under which a tablet keeps what it could not send: worked out, never stored, given to the page only."""

import base64
from uuid import UUID

from django.utils.crypto import salted_hmac

SALT = "consultations.intake.drafts"


def draft_key(consultation_id: UUID) -> str:
    """32 bytes for AES-GCM as base64. The same for one visit in every session, so that what a dead tablet kept can be
    read again after somebody with the right to this intake has signed in."""
    return base64.b64encode(salted_hmac(SALT, str(consultation_id), algorithm="sha256").digest()).decode()
