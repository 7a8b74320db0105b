"""What a finished sheet says: its text, its tags, its pages, and how it differs from what was signed."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pypdfium2
from pypdf import PdfReader
from pypdf.generic import NameObject, StreamObject

from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.sheet_words import SheetWords, heading_of
from consultations.sheet.face import face_svg
from consultations.sheet.pdf import sheet_pdf
from consultations.sheet.qr import in_print

ADDRESS = "https://pearl.example/a/7KQ42-9XYZA-BCDEF-GHJKM-NPQRS-T/"
MARKS = re.compile(rb"/(\w+)\s*(?:<<.*?>>\s*BDC|/\w+\s+BDC|BMC)|\bEMC\b", re.DOTALL)
ON_THE_PHONE = (
    "Read it on your phone, hear it, or in another language:",
    in_print(ADDRESS),
    "That page does not show your name.",
)


def made(document: Mapping[str, Any], *, large: bool = False, address: str = ADDRESS, **differs: Any) -> bytes:
    sheet = replace(AftercareSheet.of(document), **differs)
    return sheet_pdf(sheet, large=large, address=address, face_svg=face_svg(sheet.where))


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def read_aloud(pdf: bytes) -> list[str]:
    """Page by page what is part of the text: not the foot of a page, nor the head of a table said a second time."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        content = StreamObject()
        content.set_data(_without_artifacts(page.get_contents().get_data()))
        page[NameObject("/Contents")] = content
        found.append(page.extract_text())
    return found


def _without_artifacts(content: bytes) -> bytes:
    kept, inside, start = b"", [], 0
    for mark in MARKS.finditer(content):
        was = any(inside)
        if mark[1]:
            inside.append(mark[1] == b"Artifact")
        else:
            inside.pop()
        if any(inside) != was:
            kept += b"" if was else content[start : mark.start()]
            start = mark.end() if was else mark.start()
    return kept + content[start:]


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page_texts(pdf)).split())


def pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def root(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def fonts(pdf: bytes) -> set[str]:
    found = (page["/Resources"]["/Font"].values() for page in PdfReader(io.BytesIO(pdf)).pages)
    return {font.get_object()["/BaseFont"].partition("+")[2] for each in found for font in each}


def sizes(pdf: bytes) -> set[float]:
    """Of everything that is written, in points."""
    found = set()

    def note(words: str, _place: Any, _line: Any, _font: Any, size: float) -> None:
        if words.strip():
            found.add(round(size, 1))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return found


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Every element in reading order, with the words that stand for a picture."""
    return list(_below(root(pdf)["/StructTreeRoot"]))


def _below(element: Any) -> Iterator[tuple[str, str]]:
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if hasattr(child, "get") and "/S" in child:
            yield child["/S"], str(child.get("/Alt", ""))
            yield from _below(child)


def picture(pdf: bytes, *, page: int = 0, scale: float = 2) -> Any:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=scale).to_pil()


def drawn_at(pdf: bytes, word: str) -> list[tuple[int, int]]:
    """How far across and how far up the first page a word begins, each time it stands there."""
    words = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    search, found = words.search(word), []
    while hit := search.get_next():
        left, bottom, _right, _top = words.get_charbox(hit[0], loose=True)
        found.append((round(left), round(bottom)))
    return found


def lowest_ink(pdf: bytes, *, page: int = 0) -> float:
    """In millimetres from the top."""
    ink = picture(pdf, page=page, scale=1).convert("L").point(lambda light: 0 if light > 200 else 255)
    return ink.getbbox()[3] * 25.4 / 72


def pieces(document: Mapping[str, Any]) -> list[str]:
    """All that the sheet of this record may say, each as often as it says it: signed texts from the record itself."""
    sheet = AftercareSheet.of(document)
    words = SheetWords.of(sheet)
    steps = [step for step in document["aftercare"] if not step.get("left_out")]
    found = [words.title, words.name, words.born, *words.opening, *ON_THE_PHONE, *words.next_visit, *words.checked]
    found += [part for fact in words.facts for part in fact]
    found += [step["text"] for step in steps]
    found += [stage.when for group in sheet.groups for stage in group.stages]
    found += [heading_of(words.to_do, group.heading) for group in sheet.groups if group.stages]
    found += [words.normal] * any(group.normal for group in sheet.groups)
    found += [words.call_now] * any(group.call_now for group in sheet.groups)
    found += [words.closed] * bool(sheet.out_of_hours)
    found += [words.call, sheet.phone, sheet.out_of_hours, *words.call_also]
    return [*found, *_headings(sheet)]


def _headings(sheet: AftercareSheet) -> Iterator[str]:
    for group in sheet.groups:
        yield from [group.heading] * sum(map(bool, (group.normal, group.call, group.call_now)))


def differences(pdf: bytes, expected: Iterable[str], may_stand_again: Iterable[str] = ()) -> tuple[list[str], str]:
    """Pieces that the paper does not have, and what it has beyond them.

    In large print the days go on under the same heading after the box to call.
    """
    said, missing = letters("".join(read_aloud(pdf))), []
    again = set(map(letters, may_stand_again))
    times = Counter(filter(None, map(letters, expected)))
    # The longest first: a short one may stand within it.
    for piece in sorted(times, key=len, reverse=True):
        missing += [piece] * max(0, times[piece] - said.count(piece))
        said = said.replace(piece, "\0", -1 if piece in again else times[piece])
    return missing, said.replace("\0", "")


def letters(words: str) -> str:
    """Without spaces, breaks and punctuation, which depend on where a line ends."""
    return "".join(char for char in words if char.isalnum() or char == "\0")


def copied(document: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    return json.loads(json.dumps(document)) | parts
