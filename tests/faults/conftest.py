"""The clinic and its windows, as in the tests of the pages; and a database that a test may kill."""

import pytest

from tests.faults.own_cluster import OwnCluster
from tests.faults.served import made_clinic
from tests.system.conftest import clinic, windows

__all__ = ["clinic", "windows"]
TABLETS = 8


@pytest.fixture(scope="session")
def made():
    """A stopped cluster with a clinic and a visit in intake for each tablet, to be copied; and who they are."""
    with OwnCluster.in_its_own_folder() as cluster:
        visits = made_clinic(cluster, str(TABLETS))
        cluster.stop()
        yield cluster, visits


@pytest.fixture
def cluster(made):
    with OwnCluster.in_its_own_folder(copy_of=made[0]) as own:
        yield own


@pytest.fixture
def visits(made):
    return [dict(visit) for visit in made[1]]
