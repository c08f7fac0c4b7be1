"""Writes the database of a release as SQL text, for later versions to upgrade: run once at each release.

Usage: python tests/storage/make_released.py VERSION
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from support.sites import FIRST, NOW, PERIOD, edit, planned_site, tour  # noqa: E402

from scheduler.api import Desk  # noqa: E402
from scheduler.storage.migrate import APPLICATION_ID  # noqa: E402


def main(version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.db"
        with Desk.open(str(path), actor="sergeant", now=lambda: NOW) as desk:
            desk.import_site(planned_site(), "small.xlsx")
            roster = desk.create_roster(PERIOD, "Week").id
            desk.apply_edit(roster, edit("first", tour("B1", FIRST)))
            desk.publish(roster)
            desk.apply_edit(roster, edit("second", tour("B2", FIRST, "N")))
        with closing(sqlite3.connect(path)) as connection:
            lines = [f"-- The database of version {version}.", f"PRAGMA application_id = {APPLICATION_ID};"]
            text = "\n".join((*lines, *connection.iterdump())) + "\n"
    (HERE / "released" / f"{version}.sql").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
