"""Makes .venv and installs one lock file into it: `python3.11 requirements/install.py local` (or dev, bench).

Runs on any Python 3.11 without a package. A second run is instant; after an interrupted one the environment is made
anew, because a half-installed package looks like a whole one.
"""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UNFINISHED = ROOT / ".local" / "installing"


def main(wanted: str) -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Pearl needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try `make PYTHON=python3.11`.")
    UNFINISHED.parent.mkdir(exist_ok=True)
    with (ROOT / ".local" / "install.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install(ROOT / "requirements" / f"{wanted}.txt", lock.fileno())


def install(locked: Path, lock: int) -> None:
    stamp = VENV / f".installed-{locked.stem}"
    digest = hashlib.sha256(locked.read_bytes()).hexdigest()
    if not UNFINISHED.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    broken = UNFINISHED.exists()
    UNFINISHED.touch()
    if broken or not (VENV / "bin" / "pip").exists():
        run("Making .venv", lock, sys.executable, "-m", "venv", "--clear", str(VENV))
    pip = (str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes")
    run(f"Installing requirements/{locked.name}", lock, *pip, "-r", str(locked))
    stamp.write_text(digest)
    UNFINISHED.unlink()


def run(what: str, lock: int, *command: str) -> None:
    print(f"== {what}", flush=True)
    # A pip that outlives us keeps the lock, so nobody clears the environment under it.
    if subprocess.run(command, pass_fds=(lock,)).returncode:
        sys.exit(f"{what} failed. The lines above say why; `make setup` tries again.")


if __name__ == "__main__":
    main(*sys.argv[1:])
