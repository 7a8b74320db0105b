"""Where pictures lie: a folder outside everything that has an address. A name is never taken from outside.

Another store (an object store for several machines) would replace this file and nothing else.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from consultations.photos.pictures import Picture

PICTURE, THUMBNAIL, UNFINISHED = ".jpg", ".small.jpg", ".part"


def keep(picture: Picture) -> str:
    """On the disk for good when this returns; the row that names it is committed afterwards."""
    name = uuid4().hex
    folder = _folder_of(name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _write(folder / (name + THUMBNAIL), picture.thumbnail)
        _write(folder / (name + PICTURE), picture.jpeg)
        for each in (folder, folder.parent):
            _settle(each)
    except OSError:
        remove(name)
        raise
    return name


def path_of(name: str, *, thumbnail: bool = False) -> Path:
    return _folder_of(name) / (name + (THUMBNAIL if thumbnail else PICTURE))


def remove(name: str) -> None:
    """Both files; one that is gone already is no fault."""
    for ending in (PICTURE, THUMBNAIL, PICTURE + UNFINISHED, THUMBNAIL + UNFINISHED):
        (_folder_of(name) / (name + ending)).unlink(missing_ok=True)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def names() -> Iterator[tuple[str, float]]:
    """Of everything that lies there, and since when."""
    for path in sorted(settings.PHOTO_FOLDER.glob("*/*")):
        yield path.name.partition(".")[0], path.stat().st_mtime


def _folder_of(name: str) -> Path:
    """Spread over 256 folders, because one with very many files is slow to copy."""
    return settings.PHOTO_FOLDER / name[:2]


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, also when the power goes."""
    unfinished = path.with_name(path.name + UNFINISHED)
    with unfinished.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _settle(folder: Path) -> None:
    """The names in it, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
