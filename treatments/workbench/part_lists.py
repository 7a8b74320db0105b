"""Lists of what a protocol says: each thing in a line, with what somebody should look at again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from treatments.drafting import TEXT_BLOCKS
from treatments.engine.documents import Document, Method
from treatments.presenters import BLOCKS, IN_SHORT
from treatments.wording import Wording
from treatments.workbench.texts.hints import A_PARAGRAPH, ONE_LINE, Hint, hints_of, review_hints, source_hints

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class PartRow:
    """`marks` are few words each: hints, languages in which something is missing."""

    code: str
    name: str
    line: str
    href: str
    marks: tuple[str, ...]
    is_first: bool = False
    is_last: bool = False


def searched(asked: Mapping[str, str]) -> str:
    return asked.get("q", "").strip()[:LONGEST_SEARCH]


def fits(sought: str, *words: str) -> bool:
    """Every word that was looked for stands somewhere in them."""
    text = " ".join(words).casefold()
    return all(word in text for word in sought.casefold().split())


def method_list(document: Document, slug: str, sought: str, today: date) -> list[PartRow]:
    wording, last = Wording(document), len(document.methods) - 1
    rows = []
    for at, method in enumerate(document.methods):
        name = method.term or wording.text(method.name)
        if not fits(sought, method.key, name, *words_of(method)):
            continue
        href = reverse("draft_method", args=[slug, method.key])
        found = marks(method_hints(method, document, today), missing_in(document, texts_of(method)))
        rows.append(PartRow(method.key, name, wording.text(method.summary), href, found, at == 0, at == last))
    return rows


def method_hints(method: Method, document: Document, today: date) -> Iterator[Hint]:
    """The same that stand beside the fields of its form."""
    for language in document.languages:
        for block in TEXT_BLOCKS:
            advised = A_PARAGRAPH if block in BLOCKS else ONE_LINE if block in (*IN_SHORT, "summary") else 0
            yield from hints_of(block, getattr(method, block).get(language, ""), language, advised=advised)
        yield from hints_of("warn", "\n".join(text.get(language, "") for text in method.warn), language)
    yield from source_hints(method.sources, {source.code: source for source in document.sources})
    yield from review_hints(method.review_by, today.isoformat())


def texts_of(method: Method) -> list[Mapping[str, str]]:
    return [
        *(getattr(method, block) for block in TEXT_BLOCKS),
        *method.warn,
        *(variant.name for variant in method.variants),
    ]


def words_of(method: Method) -> list[str]:
    return [words for text in texts_of(method) for words in text.values()]


def missing_in(document: Document, texts: Iterable[Mapping[str, str]]) -> list[str]:
    """Languages in which a text is missing."""
    listed = list(texts)
    return [language for language in document.languages if any(language not in text for text in listed)]


def marks(hints: Iterable[Hint], missing: Iterable[str]) -> tuple[str, ...]:
    found = list(hints)
    said = [_("Missing in “%(language)s”") % {"language": language} for language in missing]
    said += [str(hint.words) for hint in found if hint.kind == "review"]
    if number := sum(hint.kind != "review" for hint in found):
        said.append(ngettext("%(n)d hint", "%(n)d hints", number) % {"n": number})
    return tuple(said)
