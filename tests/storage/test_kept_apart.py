"""Officers and inmates who are kept apart: the table names no inmate, and the pair is found again."""

from pathlib import Path

from sqlalchemy import select
from support.accounts import NOW
from support.desk_site import FIRST, badge, small_site

from scheduler.api import Desk
from scheduler.domain.people import Restriction
from scheduler.domain.words import AreaCode, InmateRef
from scheduler.storage import apart
from scheduler.storage.connect import reading, writing
from scheduler.storage.tables.requests import KeptApartRow

INMATE, OTHER = InmateRef("N-000412"), InmateRef("N-000413")


def test_the_table_names_no_inmate_and_no_two_officers_of_one(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "f.db"), actor="sergeant") as desk:
        desk.import_site(small_site(), "small")
        engine, path = desk._store._engine, desk._store.path
        bars = [Restriction(badge=badge(n), first=FIRST, area=AreaCode("HU")) for n in (0, 1)]
        with writing(engine, path) as connection:
            for bar in bars:
                apart.remember(connection, bar.badge, INMATE, (bar,), NOW)
        with reading(engine, path) as connection:
            rows = connection.execute(select(KeptApartRow.badge, KeptApartRow.mark)).all()
        marks = {mark for _, mark in rows}
        assert len(marks) == 2, "one mark for each pair, so that it does not show that both mean the same inmate"
        assert not any(INMATE in mark for mark in marks)
        with writing(engine, path) as connection:
            assert apart.forget(connection, badge(0), OTHER) == ()
            assert apart.forget(connection, badge(0), INMATE) == (bars[0],)
            assert apart.forget(connection, badge(0), INMATE) == ()
            assert apart.forget(connection, badge(1), INMATE) == (bars[1],)


def test_a_pair_that_is_kept_apart_twice_stays_so_until_both_causes_are_gone(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "f.db"), actor="sergeant") as desk:
        desk.import_site(small_site(), "small")
        engine, path = desk._store._engine, desk._store.path
        bar = Restriction(badge=badge(0), first=FIRST, area=AreaCode("HU"))
        with writing(engine, path) as connection:
            apart.remember(connection, badge(0), INMATE, (bar,), NOW)
            apart.remember(connection, badge(0), INMATE, (), NOW)
            assert apart.forget(connection, badge(0), INMATE) == ()
            assert apart.forget(connection, badge(0), INMATE) == (bar,)
