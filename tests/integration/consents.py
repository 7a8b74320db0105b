"""Consents for the tests: what the page showed, and somebody who agrees to it."""

from consultations import consenting
from consultations.consenting import Agreement
from consultations.deciding import restrictions
from consultations.models import Consent, Consultation
from consultations.services import consents, review
from tests.integration.clinic_factory import NOW, Clinic, milia, release_of
from treatments.engine.canonical import sha256_of

SIGNATURE = [[[100, 200], [180, 90], [260, 210], [330, 120]], [[400, 150], [520, 160]]]
DRAWN = Agreement(way="drawn", drawn=SIGNATURE)
TYPED = Agreement(way="typed", name="Amy Jones", ticked=True)
ON_PAPER = Agreement(way="paper", ticked=True)


def again(visit: Consultation) -> Consultation:
    """As a page reads it, with nothing remembered."""
    return Consultation.objects.select_related("site", "patient", "release").get(pk=visit.pk)


def shown(visit: Consultation, language: str = "") -> dict[str, str]:
    """What the page sends back of what it showed."""
    wording = consenting.wording(again(visit), language)
    return {"language": wording["language"], "wording_sha256": sha256_of(wording)}


def agree(clinic: Clinic, visit: Consultation, agreement: Agreement = TYPED, **differs: object) -> Consent:
    known = shown(visit) | {"by": clinic.desk, "at": NOW}
    return consents.give_consent(consultation_id=visit.pk, agreement=agreement, **known | differs)


def where_consent_is_needed() -> Clinic:
    """The same protocol in the position that wants a consent in writing before the signature."""
    policies = tuple(
        policy.model_copy(update={"chosen": consenting.NEEDED}) if policy.key == consenting.POLICY else policy
        for policy in milia().policies
    )
    release_of(milia().model_copy(update={"policies": policies}))
    return Clinic()


def planned_otherwise(clinic: Clinic, visit: Consultation) -> Consultation:
    """Another method, for a reason."""
    line = visit.plan_lines.get()
    visit = review.reopen(consultation_id=visit.pk, revision=again(visit).revision, by=clinic.derm, at=NOW)
    rows = visit.suggestion["areas"][0]["methods"]
    other = next(row["method"] for row in rows if row["verdict"] != "excluded" and row["method"] != line.method)
    meant = {"reasons": ["patient_prefers"], "comment": "As the patient wishes.", "confirmed_twice": True}
    limits = restrictions(clinic.protocol, visit.suggestion["areas"][0], other)
    visit = clinic.decide(visit, method=other, restrictions_ticked=sorted(each.code for each in limits), **meant)
    return review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
