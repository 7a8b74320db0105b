"""Writing an event. Called by the service that makes the change, inside its transaction."""

import logging
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import OperationalError
from django.db.models import Model
from psycopg.errors import DiskFull

from clinic.audit.models import Event

# The session of the request being answered, as a hash; set by clinic.web.session, empty in commands.
session_of_request: ContextVar[str] = ContextVar("session_of_request", default="")

SYSTEM = "Pearl"
log = logging.getLogger("pearl.audit")


def record(
    action: str,
    subject: Model | None,
    *,
    by: Model | None,
    at: datetime,
    site: Model | None = None,
    patient_id: object = None,
    session: str = "",
    **details: Any,
) -> Event:
    """Say who did what to which thing. `by=None` is the system itself: a command or a job."""
    return Event.objects.create(
        at=at,
        action=action,
        actor_id=str(by.pk) if by else "",
        actor_name=f"{by.name} ({by.username})" if by else SYSTEM,
        actor_role=by.role if by else "",
        session=session or session_of_request.get(),
        site_id=site.pk if site else None,
        patient_id=str(patient_id) if patient_id else "",
        subject=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        details=details,
    )


def record_look(
    action: str,
    subject: Model | None,
    *,
    by: Model | None,
    at: datetime,
    site: Model | None = None,
    patient_id: object = None,
    **details: Any,
) -> None:
    """Somebody only looks. On a full disk that goes on, and the look is written into the program's log instead."""
    try:
        record(action, subject, by=by, at=at, site=site, patient_id=patient_id, **details)
    except OperationalError as error:
        if not isinstance(error.__cause__, DiskFull):
            raise
        seen = patient_id or " ".join(details.get("patients", ()))
        log.critical(
            "disk full, %s by=%s session=%s seen=%s", action, by.pk if by else SYSTEM, session_of_request.get(), seen
        )
