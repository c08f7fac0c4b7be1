"""Shared by all tests: Qt draws off screen, and random examples are the same in every run.

`FAIRWATCH_EXAMPLES=new` looks for examples that no run has tried: for a search by hand, not for a verdict.
"""

import gc
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from support import postgres, quick_files
from support.postgres import Cluster

from scheduler.api import here

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# The key of the audit log is made where nobody's own lies, for each program of tests; what it starts inherits it.
if "FAIRWATCH_KEYS" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    _keys = tempfile.TemporaryDirectory(prefix="fairwatch-keys-")
    os.environ["FAIRWATCH_KEYS"] = _keys.name
KEYS = Path(os.environ["FAIRWATCH_KEYS"])

# The program's clock runs from a fixed moment before the dates of all made facilities: no test depends on the day on
# which it is run. What tests start in processes of their own has the computer's clock.
BEGIN, _STARTED = datetime(2026, 11, 20, 15, 30, tzinfo=UTC), time.monotonic()
here.utc_now = lambda: BEGIN + timedelta(seconds=time.monotonic() - _STARTED)

quick_files.copy_new_databases()

settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("new", print_blob=True)
settings.load_profile("new" if os.environ.get("FAIRWATCH_EXAMPLES") == "new" else "same")


def pytest_collection_finish() -> None:
    """Leave what is there before the first test out of every later search for garbage: it takes as long as a test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_anchored() -> None:
    """Forget how far audit logs had come: copies of one database go on apart, as if they were tampered with."""
    (KEYS / "audit-anchors.txt").unlink(missing_ok=True)


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
