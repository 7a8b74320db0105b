from pathlib import Path

import pytest

from treatments.engine.protocol import Protocol
from treatments.protocol_file import read_protocol

MILIA = Path(__file__).parents[3] / "treatments/protocols/milia.yaml"


@pytest.fixture(scope="session")
def milia() -> Protocol:
    return read_protocol(MILIA)
