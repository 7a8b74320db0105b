"""Where and on what the figures were taken."""

import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any


def described() -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "django": version("Django"),
    }


def noted(measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What was measured, with the machine and its load before and after."""
    before = load()
    return {"machine": described(), "load_before": before, **measure(), "load_after": load()}


def load() -> float:
    """Processes that wanted a processor during the last minute."""
    return round(os.getloadavg()[0], 1)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
