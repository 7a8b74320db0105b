"""A small clinic for tests: sites, people, patients and visits in every state. A test states only what differs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

from django.db import connection

from clinic.accounts.models import Site, User
from clinic.accounts.permissions import Role
from consultations.deciding import restrictions
from consultations.demo.answering import answer
from consultations.flags import open_flags
from consultations.models import Consultation, Patient
from consultations.models.red_flag import Finding
from consultations.services import flags as flag_services
from consultations.services import intake, patients, review, signing
from treatments.compiled_releases import compiled
from treatments.engine.answers import Answers
from treatments.engine.canonical import canonical_json, sha256_of
from treatments.engine.documents import Document, plain
from treatments.models import Release
from treatments.protocol_file import read_protocol

PASSWORD = "open sesame please"
# With parts of a second, as every real clock has them.
NOW = datetime(2026, 3, 1, 9, 30, 17, 123456, tzinfo=UTC)
MILIA = "treatments/protocols/milia.yaml"
LEFT_OPEN = {"reasons": ["combine_later"], "comment": "Looked at again at the next visit."}
_number = count(1)


def site(name: str = "", **details: object) -> Site:
    name = name or f"Site {next(_number)}"
    return Site.objects.create(name=name, slug=name.lower().replace(" ", "-"), **details)


def person(
    role: Role = Role.FRONT_DESK,
    *,
    sites: Iterable[Site] = (),
    name: str = "",
    password: str = PASSWORD,
    **details: object,
) -> User:
    user = User(username=f"{role}-{next(_number)}", name=name or f"{Role(role).label} {next(_number)}", role=role)
    for detail, value in details.items():
        setattr(user, detail, value)
    user.set_password(password)
    user.save()
    user.sites.set(sites)
    return user


def everybody(*sites: Site) -> list[User]:
    return [person(role, sites=sites) for role in Role]


@cache
def milia() -> Document:
    return read_protocol(MILIA).document


def release() -> Release:
    """The milia protocol as release 1, without the work of publishing it."""
    if earlier := Release.objects.first():
        return earlier
    document = plain(milia())
    return Release.objects.create(
        slug=document["slug"],
        number=1,
        format=document["format"],
        document=canonical_json(document),
        sha256=sha256_of(document),
        origin="file",
        published_at=NOW,
    )


def release_without_a_map() -> Release:
    """The next release, in which places with bumps are added one by one."""
    return release_of(milia().model_copy(update={"face_map": None}))


def release_of(changed: Document) -> Release:
    """A changed protocol as the next release."""
    earlier, writer, approver = release(), person(Role.CONTENT_ADMIN), person(Role.CONTENT_ADMIN)
    document = plain(changed)
    return Release.objects.create(
        slug=earlier.slug,
        number=earlier.number + 1,
        format=earlier.format,
        document=canonical_json(document),
        sha256=sha256_of(document),
        origin="draft",
        written_by=writer,
        approved_by=approver,
        published_by=approver,
        published_at=NOW,
    )


def as_committed() -> None:
    """Inside the one transaction of a test: the checks that wait for the end of a service's own, now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@dataclass
class Clinic:
    """One site with a desk and a dermatologist, and visits taken as far as a test wants them."""

    site: Site = field(default_factory=site)

    def __post_init__(self) -> None:
        self.release = release()
        self.protocol = compiled(self.release)
        self.desk = person(Role.FRONT_DESK, sites=[self.site])
        self.derm = person(Role.DERMATOLOGIST, sites=[self.site])

    def patient(self, **details: Any) -> Patient:
        known = {"family_name": "Jones", "given_name": "Amy", "date_of_birth": date(1992, 1, 5)} | details
        return patients.register(site=self.site, **known, by=self.desk, at=NOW)

    def in_intake(self, patient: Patient | None = None) -> Consultation:
        return intake.start(patient_id=(patient or self.patient()).pk, by=self.desk, at=NOW)

    def answered(self, patient: Patient | None = None, *, areas: int = 1, **differs: Any) -> Consultation:
        """Every question of the intake answered like the typical patient, but for what differs."""
        return answer(self.in_intake(patient), typical(areas=areas, **differs), by=self.desk, at=NOW)

    def in_review(self, patient: Patient | None = None, **differs: Any) -> Consultation:
        given = self.answered(patient, **differs)
        return intake.finish_intake(consultation_id=given.pk, revision=given.revision, by=self.desk, at=NOW)

    def decided(self, patient: Patient | None = None, **differs: Any) -> Consultation:
        """A plan that agrees with every suggestion; what is open is left alone with a reason, flags are sent on."""
        visit = self.in_review(patient, **differs)
        for flag in open_flags(visit):
            visit = flag_services.find(
                consultation_id=visit.pk,
                code=flag.code,
                area_number=flag.area_number,
                finding=Finding.REFER,
                revision=visit.revision,
                by=self.derm,
                at=NOW,
            )
        for number, area in enumerate(visit.suggestion["areas"], 1):
            open_still = {} if area["outcome"] in ("suggest", "no_treatment") else LEFT_OPEN
            limits = restrictions(self.protocol, area, area["method"] or "", area["add_on"] or "")
            ticks = sorted({limit.code for limit in limits})
            decision = {"method": area["method"] or "", "add_on": area["add_on"] or ""} | open_still
            visit = self.decide(visit, number, restrictions_ticked=ticks, **decision)
        return visit

    def decide(self, visit: Consultation, area_number: int = 1, **decision: Any) -> Consultation:
        return review.decide(
            consultation_id=visit.pk,
            area_number=area_number,
            revision=visit.revision,
            by=self.derm,
            at=NOW,
            **decision,
        )

    def confirmed(self, patient: Patient | None = None, **differs: Any) -> Consultation:
        visit = self.decided(patient, **differs)
        return review.confirm(consultation_id=visit.pk, revision=visit.revision, by=self.derm, at=NOW)

    def signed(self, patient: Patient | None = None, **differs: Any) -> Consultation:
        visit = self.confirmed(patient, **differs)
        signed = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=self.derm, at=NOW)
        as_committed()
        return signed.consultation

    def closed(self, patient: Patient | None = None) -> Consultation:
        visit = self.in_intake(patient)
        return review.close_unsigned(
            consultation_id=visit.pk, reason="Went home.", revision=visit.revision, by=self.desk, at=NOW
        )


def typical(*, areas: int = 1, **differs: Any) -> Answers:
    """The typical patient of the protocol; a key of an area differs in every area, `unanswered` skips."""
    known = milia().typical_patient
    about = {question.key: question.about for question in milia().questions}
    person_differs = {key: value for key, value in differs.items() if about[key] == "person"}
    area_differs = {key: value for key, value in differs.items() if about[key] == "area"}
    return Answers(known.person | person_differs, tuple(known.area | area_differs for _ in range(areas)))
