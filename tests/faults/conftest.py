"""The clinic and its windows, as in the tests of the pages."""

from tests.system.conftest import clinic, windows

__all__ = ["clinic", "windows"]
