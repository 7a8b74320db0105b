"""Do the photos and their rows still belong together? Asked in both directions."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from consultations.models import Photo
from consultations.photos import keeping

BATCH = 500
# A file lies there before its row is committed; after this it is no longer on its way.
ON_ITS_WAY = timedelta(hours=1)


def faults() -> Iterator[tuple[str, str]]:
    """(what it is, what is wrong with it), for every photo that is not what its row says."""
    for photo in Photo.objects.kept().order_by("id").iterator(chunk_size=BATCH):
        files = {False: photo.sha256, True: photo.thumbnail_sha256}
        for thumbnail, sha256 in files.items():
            if fault := _fault_of(keeping.path_of(photo.file, thumbnail=thumbnail), sha256):
                yield f"photo {photo.pk} of visit {photo.consultation_id}", fault


def left_over(at: datetime) -> Iterator[tuple[str, str]]:
    """(name, what is wrong with it), for every file that should not be there, or not any more."""
    for name, since in sorted(_oldest(keeping.names()).items()):
        photo = Photo.objects.filter(file=name).select_related("withdrawal").first()
        if photo is None and at.timestamp() - since > ON_ITS_WAY.total_seconds():
            yield name, "belongs to no photo"
        elif photo is not None and hasattr(photo, "withdrawal"):
            yield name, "is of a photo that was taken away"


def count() -> int:
    return Photo.objects.kept().count()


def _fault_of(path: Path, sha256: str) -> str | None:
    try:
        return None if keeping.sha256(path.read_bytes()) == sha256 else f"{path.name} is not what was saved"
    except FileNotFoundError:
        return f"{path.name} is missing"


def _oldest(found: Iterator[tuple[str, float]]) -> dict[str, float]:
    """Several files have one name; the youngest says since when it is there."""
    since: dict[str, float] = {}
    for name, at in found:
        since[name] = max(at, since.get(name, at))
    return since
