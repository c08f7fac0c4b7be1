"""Shared by all tests: Qt draws off screen, and random examples are the same in every run.

`FAIRWATCH_EXAMPLES=new` looks for examples that no run has tried: for a search by hand, not for a verdict.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from support import postgres
from support.postgres import Cluster

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# The key of the audit log is made where nobody's own lies; inherited by what tests start.
os.environ.setdefault("FAIRWATCH_KEYS", tempfile.mkdtemp(prefix="fairwatch-keys-"))

settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("new", print_blob=True)
settings.load_profile("new" if os.environ.get("FAIRWATCH_EXAMPLES") == "new" else "same")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give the tests' own PostgreSQL server, one for each program that runs tests."""
    reason = postgres.why_not()
    if reason:
        pytest.skip(reason)
    os.environ["PGPASSWORD"] = postgres.PASSWORD
    found = postgres.started()
    yield found
    found.end()


@pytest.fixture(params=["file", "server"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a new database: what uses it is tried with a file and on a server."""
    if request.param == "file":
        return str(tmp_path / "f.db")
    found: str = request.getfixturevalue("cluster").new_database()
    return found
