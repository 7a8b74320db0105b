"""Taking a whole document into the draft: all of it or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from clinic.audit.services import record
from treatments import policies
from treatments.drafting import document_of, write_rows
from treatments.engine.canonical import sha256_of
from treatments.engine.documents import BadDocument, Document, plain
from treatments.engine.protocol import Protocol as ReadyProtocol
from treatments.locks import hold_protocol
from treatments.models import Protocol


@dataclass(frozen=True, slots=True)
class Loaded:
    protocol: Protocol
    changed: bool


@transaction.atomic
def load_document(*, document: Document, by: User | None, at: datetime) -> Loaded:
    """Replace the draft; `by=None` is the command on the server. BadDocument if the document does not hang together."""
    if reason := policies.why_not_load(by):
        raise Refused(reason)
    ReadyProtocol.compile(document)
    hold_protocol(document.slug)
    draft = Protocol.objects.select_for_update(of=("self",)).filter(slug=document.slug).first()
    if draft is not None and _says_the_same(draft, document):
        return Loaded(draft, changed=False)
    if draft is None:
        draft = Protocol(slug=document.slug, revision=0)
    draft.revision += 1
    draft.changed_by, draft.changed_at = by, at
    write_rows(draft, document)
    if by is not None:
        draft.authors.add(by)
    record("protocol.loaded", draft, by=by, at=at, slug=document.slug, sha256=sha256_of(plain(document)))
    return Loaded(draft, changed=True)


def _says_the_same(draft: Protocol, document: Document) -> bool:
    try:
        return document_of(draft) == document
    except BadDocument:
        return False
