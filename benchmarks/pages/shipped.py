"""Pearl's own settings, with two empty pages more."""

from clinic.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.pages.shipped_urls"
