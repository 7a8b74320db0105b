"""Static files that come out of installed packages: only those that a page loads, under names of ours."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Name in static/ -> package and file in it. A .map stands here because the hashed storage refuses a missing one.
FILES = {
    "bootstrap/bootstrap.min.css": ("bootstrap", "css/bootstrap.min.css"),
    "bootstrap/bootstrap.min.css.map": ("bootstrap", "css/bootstrap.min.css.map"),
    "bootstrap/bootstrap.rtl.min.css": ("bootstrap", "css/bootstrap.rtl.min.css"),
    "bootstrap/bootstrap.rtl.min.css.map": ("bootstrap", "css/bootstrap.rtl.min.css.map"),
    "bootstrap/bootstrap.bundle.min.js": ("bootstrap", "js/bootstrap.bundle.min.js"),
    "bootstrap/bootstrap.bundle.min.js.map": ("bootstrap", "js/bootstrap.bundle.min.js.map"),
    "fonts/atkinson-regular.ttf": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Regular.ttf"),
    "fonts/atkinson-italic.ttf": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Italic.ttf"),
    "fonts/atkinson-bold.ttf": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Bold.ttf"),
    "fonts/atkinson-bold-italic.ttf": ("fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-BoldItalic.ttf"),
    "fonts/noto-sans.ttf": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf"),
    "fonts/noto-sans-arabic.ttf": ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf"),
}


def source_of(name: str) -> Path:
    package, file = FILES[name]
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"{name} comes from the package {package}, which is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / file


class PackagedFiles(FileSystemStorage):
    def path(self, name: str) -> str:
        return str(source_of(name))


class PackagedFilesFinder(BaseFinder):
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        found = [str(source_of(path))] if path in FILES else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, FileSystemStorage]]:
        storage = PackagedFiles()
        return [(name, storage) for name in FILES]
