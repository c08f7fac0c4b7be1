"""New database files as copies of the first that a program of tests makes: its tables take longer than most tests.

What the migrations do is tested where they are called by themselves, in `tests/storage/test_migrations.py`. Files that
are there already are never touched here.
"""

import sqlite3
import tempfile
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

from scheduler.storage import migrate, store
from scheduler.storage.address import Server, Where


def copy_new_databases() -> None:
    """Let every store of this program that makes a new file begin with a copy."""
    store.bring_up_to_date = _brought_up_to_date


def _brought_up_to_date(path: Where) -> Path | None:
    if not isinstance(path, Server) and not path.exists():
        with suppress(OSError), path.open("xb") as made:  # where it cannot be written, the program itself says so
            made.write(_template())
    return migrate.bring_up_to_date(path)


@cache
def _template() -> bytes:
    """Return the bytes of a new database, with nothing left in a log beside it."""
    with tempfile.TemporaryDirectory() as folder:
        made, copy = Path(folder) / "made.db", Path(folder) / "copy.db"
        migrate.bring_up_to_date(made)
        with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return copy.read_bytes()
