"""Finds the Chromium that browser tests and screenshots use; `python -m tests.chromium` installs one where it can."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "No Chromium was found (looked for chromium, chromium-browser and google-chrome). "
    "Install one, for example with `apt-get install chromium`, then run again."
)
# Works as root and without a GPU, and keeps the browser from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def find() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> None:
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        if shutil.which("apt-get") is None or (as_root and shutil.which("sudo") is None):
            return
        print("Chromium:", *as_root, "apt-get", *step, flush=True)
        subprocess.run(
            [*as_root, "apt-get", "-q", *step], check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        )


def main() -> None:
    if not find():
        install()
    sys.exit(None if find() else MISSING)


if __name__ == "__main__":
    main()
