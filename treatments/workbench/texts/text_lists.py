"""What a protocol says of itself, its sources and policies, as lists; and what is missing in a language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from treatments.editing.parts import NAMED_BY, PROTOCOL
from treatments.engine.documents import Document
from treatments.engine.texts import texts_of
from treatments.presenters import GRADES, Link
from treatments.uses import Uses, uses_in, uses_of
from treatments.workbench.part_lists import PartRow, fits
from treatments.workbench.places import page_of, word_for
from treatments.workbench.texts.protocol_forms import (
    AboutForm,
    ConsentForm,
    FaceMapForm,
    LanguagesForm,
    NameForm,
    NoticesForm,
    TextForm,
    TitlesForm,
)

# Every field of the protocol that has words of its own: what it is called, what it is, and its form.
TEXTS: dict[str, tuple[object, object, type[TextForm]]] = {
    "name": (gettext_lazy("Name"), gettext_lazy("What the condition is called."), NameForm),
    "about": (gettext_lazy("About the condition"), gettext_lazy("What patients may read about it."), AboutForm),
    "notices": (gettext_lazy("Notices"), gettext_lazy("What is read where no method is given."), NoticesForm),
    "consent": (gettext_lazy("Consent"), gettext_lazy("What is read and confirmed before a treatment."), ConsentForm),
    "steps": (gettext_lazy("Parts of the intake"), gettext_lazy("Their titles."), TitlesForm),
    "screens": (gettext_lazy("Screens of the intake"), gettext_lazy("Titles of short lists."), TitlesForm),
    "face_map": (gettext_lazy("Face map"), gettext_lazy("Words on the picture of the face."), FaceMapForm),
    "languages": (gettext_lazy("Languages"), gettext_lazy("In which every text is written."), LanguagesForm),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A part with texts that are not written in a language yet."""

    words: str
    code: str
    href: str
    languages: tuple[tuple[str, int], ...]


def missing(document: Document, slug: str) -> list[Missing]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for place, text in texts_of(document):
        for language in (each for each in document.languages if each not in text):
            counted = found.setdefault(_part_at(document, place), {})
            counted[language] = counted.get(language, 0) + 1
    return [
        Missing(word_for(parts), code, page_of(slug, parts, code), tuple(languages.items()))
        for (parts, code), languages in found.items()
    ]


def text_rows(document: Document, slug: str) -> list[PartRow]:
    lacking = {each.code: each for each in missing(document, slug)}
    rows = []
    for field, (name, line, _form) in TEXTS.items():
        if getattr(document, field):
            own = lacking[field].languages if field in lacking else ()
            marks = tuple(_("Missing in “%(language)s”") % {"language": language} for language, _n in own)
            rows.append(PartRow(field, str(name), str(line), page_of(slug, PROTOCOL, field), marks))
    return rows


def source_rows(document: Document, slug: str, sought: str) -> list[PartRow]:
    used = uses_in(document)
    rows = []
    for source in document.sources:
        if fits(sought, source.code, source.title, source.address, source.grade):
            href = page_of(slug, "sources", source.code)
            marks = (_used_words(used, "sources", source.code),)
            rows.append(PartRow(source.code, source.title, str(GRADES[source.grade]), href, marks))
    return rows


def policy_rows(document: Document, slug: str, sought: str) -> list[PartRow]:
    used = uses_in(document)
    rows = []
    for policy in document.policies:
        says = next(position.says for position in policy.positions if position.value == policy.chosen)
        if fits(sought, policy.key, policy.name, *(position.says for position in policy.positions)):
            marks = (_used_words(used, "policies", policy.key),)
            rows.append(PartRow(policy.key, policy.name, says, page_of(slug, "policies", policy.key), marks))
    return rows


def users_of(document: Document, slug: str, parts: str, code: str) -> list[Link]:
    """What reads this part, each once."""
    seen = dict.fromkeys((use.parts, use.code) for use in uses_of(document, parts, code))
    return [Link(_said(document, each), page_of(slug, each[0], each[1])) for each in seen]


def _used_words(used: Uses, parts: str, code: str) -> str:
    number = len({(use.parts, use.code) for use in used.get((parts, code), ())})
    return ngettext("Used in %(n)d place", "Used in %(n)d places", number) % {"n": number} if number else _("Not used")


def _said(document: Document, use: tuple[str, str]) -> str:
    parts, code = use
    if parts == PROTOCOL:
        return str(TEXTS[code][0]) if code in TEXTS else code
    return f"{word_for(parts)} {code}"


def _part_at(document: Document, place: tuple[str | int, ...]) -> tuple[str, str]:
    name = str(place[0])
    if name in TEXTS or len(place) < 2 or not isinstance(place[1], int):
        return PROTOCOL, name
    return name, str(getattr(getattr(document, name)[place[1]], NAMED_BY.get(name, "code")))
