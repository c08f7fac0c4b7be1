"""Equity audits: what is counted, what is withheld, who may have one, and that a key tells nobody's badge."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.accounts import NOW, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.sites import FIRST, PERIOD, edit, small_site, tour

from scheduler.api import Desk, DeskError, NotPermittedError, Role
from scheduler.api.equity import BY_BADGE, BY_KEY, SUMMARY
from scheduler.api.worked import WorkedNote
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.papers import Facts, Paper
from scheduler.domain.words import Badge, LeaveState, TourKind

LAST = FIRST + timedelta(days=6)
NIGHTLY = tuple(Badge(f"N{number}") for number in range(1, 7))
"""Six officers with a night each; B1 alone has days."""


def asked(number: int, badge: str, on: date, state: LeaveState) -> LeaveRequest:
    filed = datetime(2026, 9, 1, 12, tzinfo=UTC)
    return LeaveRequest(id=f"L{number}", badge=Badge(badge), first=on, last=on, filed=filed, state=state)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A published week: B1 has two days, one of them held over; six others a night each, N1 by mandate."""
    with_site = small_site()
    first = with_site.officers[0]
    site = replace(
        with_site,
        officers=(*with_site.officers, *(replace(first, badge=badge, seniority=date(2020, 1, 1)) for badge in NIGHTLY)),
        leave_requests=(
            asked(1, "N1", FIRST, LeaveState.REFUSED),
            asked(2, "N1", FIRST, LeaveState.GRANTED),
            asked(3, "N1", FIRST, LeaveState.WITHDRAWN),
            asked(4, "N1", LAST + timedelta(days=1), LeaveState.REFUSED),
        ),
    )
    path = str(tmp_path / "f.db")
    with Desk.open(path, actor="commander", now=lambda: NOW) as desk:
        desk.import_site(site, "small.xlsx")
        desk.create_roster(PERIOD)
        whole = tour("B1", FIRST)
        part = replace(whole, start=whole.end, end=whole.end + 60, kind=TourKind.HOLD_OVER)
        nights = [tour(badge, FIRST + timedelta(days=at), "N") for at, badge in enumerate(NIGHTLY)]
        nights[0] = replace(nights[0], kind=TourKind.MANDATED_OVERTIME)
        desk.apply_edit(1, edit("plan", whole, part, tour("B1", FIRST + timedelta(days=1)), *nights))
        desk.publish(1)
    return path


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    with Desk.open(url, actor="commander", now=lambda: NOW) as opened:
        yield opened


def rows_of(paper: Paper, name: str) -> dict[str, dict[str, Any]]:
    """Return a table's rows by their first cell, cells by name of the column."""
    table = next(one for one in paper.tables if one.name == name)
    return {
        str(row[0]): dict(zip((column.name for column in table.columns), row, strict=True)) for row in table.rows
    }  # fmt: skip


def test_what_each_officer_carried_is_counted(desk: Desk) -> None:
    counts = rows_of(desk.equity.make(BY_BADGE, FIRST, LAST).paper, "counts")
    first, second = counts["B1"], counts["N1"]
    minutes = tour("B1", FIRST).minutes
    assert (first["tours"], first["worked_minutes"], first["nights"], first["held_over"]) == (2, 2 * minutes + 60, 0, 1)
    assert (second["tours"], second["nights"], second["mandates"], second["held_over"]) == (1, 1, 1, 0)
    assert (second["leave_decided"], second["leave_refused"], second["swaps_decided"]) == (2, 1, 0)
    weekend = sum((FIRST + timedelta(days=at)).weekday() >= 5 for at in range(2))
    assert first["weekends"] == weekend
    assert sum(row["weekends"] for row in counts.values()) == weekend + sum(
        (FIRST + timedelta(days=at)).weekday() >= 5 for at in range(6)
    )


def test_only_the_dates_that_are_asked_for_count(desk: Desk) -> None:
    counts = rows_of(desk.equity.make(BY_BADGE, FIRST, FIRST).paper, "counts")
    assert [badge for badge, row in counts.items() if row["tours"]] == ["B1", "N1"]
    assert counts["B1"]["tours"] == 1


def test_of_a_closed_day_what_was_worked_counts(url: str) -> None:
    with Desk.open(url, actor="sergeant", now=Clock(NOW + timedelta(days=9))) as desk:
        planned = tour("N1", FIRST, "N")
        note = WorkedNote(badge=planned.badge, on=FIRST, start=planned.start, end=planned.end - 90, planned=planned)
        desk.worked.close_day(FIRST, [note])
        paper = desk.equity.make(BY_BADGE, FIRST, LAST).paper
    assert rows_of(paper, "counts")["N1"]["worked_minutes"] == planned.minutes - 90
    assert any("7, of which 1 closed" in words for block in paper.blocks if isinstance(block, Facts)
               for _, words in block.pairs)  # fmt: skip


def test_posts_that_are_still_to_be_drawn_tell_nothing(tmp_path: Path) -> None:
    clock = Clock(NOW)
    with Desk.open(str(tmp_path / "drawn.db"), actor="sergeant", now=clock) as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, post="P2"), tour("B3", FIRST, "N")))
        desk.publish(1, is_sealed=True)
        assert not any(
            row["tours"] for row in rows_of(desk.equity.make(BY_BADGE, FIRST, LAST).paper, "counts").values()
        )


def test_a_bias_that_was_planted_is_found_by_whoever_joins_the_counts(tmp_path: Path) -> None:
    site = small_site()
    people = tuple(replace(site.officers[0], badge=Badge(f"Z{number:02}")) for number in range(12))
    outside = {officer.badge: "XY"[number % 2] for number, officer in enumerate(people)}
    with Desk.open(str(tmp_path / "bias.db"), actor="commander", now=lambda: NOW) as desk:
        desk.import_site(replace(site, officers=people), "small.xlsx")
        desk.create_roster(PERIOD)
        # Whoever is X outside of Fairwatch gets a night of mandated overtime, whoever is Y a day.
        tours = [
            replace(tour(badge, FIRST + timedelta(days=at // 2), "N"), kind=TourKind.MANDATED_OVERTIME, index=0)
            if of == "X" else tour(badge, FIRST + timedelta(days=at // 2))
            for at, (badge, of) in enumerate(outside.items())
        ]  # fmt: skip
        desk.apply_edit(1, edit("plan", *tours))
        desk.publish(1)
        audit = desk.equity.make(BY_KEY, FIRST, LAST)
    assert audit.keys is not None
    whose = {key: row["badge"] for key, row in rows_of(audit.keys, "keys").items()}
    shares = dict.fromkeys("XY", 0)
    for key, row in rows_of(audit.paper, "counts").items():
        shares[outside[Badge(whose[key])]] += row["mandates"]
    assert shares == {"X": 6, "Y": 0}


def test_few_people_are_withheld_and_with_them_whoever_would_tell_of_them(desk: Desk) -> None:
    paper = desk.equity.make(SUMMARY, FIRST, LAST).paper
    assert rows_of(paper, "everybody")["all officers"]["nights"] == 0.75
    # Of seven who worked, six have nights: with their share that of the seventh would follow from everybody's.
    watches = rows_of(paper, "by_watch")
    assert {row["nights"] for row in watches.values()} == {None}
    assert rows_of(paper, "everybody")["all officers"]["leave_refused"] is None
    assert all(row["leave_refused"] is None for row in rows_of(paper, "by_seniority").values())


def test_no_table_of_groups_names_an_officer(desk: Desk) -> None:
    paper = desk.equity.make(SUMMARY, FIRST, LAST).paper
    cells = {str(cell) for table in paper.tables for row in table.rows for cell in row}
    assert not cells & {"B1", *NIGHTLY}


def test_keys_are_drawn_anew_and_stand_in_a_file_of_their_own(desk: Desk, tmp_path: Path) -> None:
    audit, again = desk.equity.make(BY_KEY, FIRST, LAST), desk.equity.make(BY_KEY, FIRST, LAST)
    by_badge = desk.equity.make(BY_BADGE, FIRST, LAST).paper
    assert audit.keys is not None
    whose = {key: row["badge"] for key, row in rows_of(audit.keys, "keys").items()}
    counts, known = rows_of(audit.paper, "counts"), rows_of(by_badge, "counts")
    assert list(counts) == sorted(counts)
    assert {whose[key]: row["worked_minutes"] for key, row in counts.items()} == {
        badge: row["worked_minutes"] for badge, row in known.items()
    }
    assert not set(counts) & set(rows_of(again.paper, "counts"))
    paths = desk.equity.write(audit, tmp_path / "out", ("csv", "html"))
    *counted, keys = paths
    for path in counted:
        text = path.read_text("utf-8")
        assert all(badge not in text for badge in NIGHTLY), path
        assert all(key in text for key in whose)
    assert "N3" in keys.read_text("utf-8")


def test_what_leaves_is_noted_with_its_hash(desk: Desk, tmp_path: Path) -> None:
    (path,) = desk.equity.write(desk.equity.make(SUMMARY, FIRST, LAST), tmp_path / "out", ("pdf",))
    (past,) = desk.exports.which(path)
    assert (past.action, past.formats) == ("Equity audit exported", ("pdf",))


@pytest.mark.parametrize(
    ("kind", "first", "last", "words"),
    [
        ("gossip", FIRST, LAST, "'gossip' is no equity audit; known are equity, equity-by-badge, equity-by-key"),
        (SUMMARY, LAST, FIRST, "An equity audit is about a date to a later one"),
        (SUMMARY, FIRST, FIRST + timedelta(days=1100), "1100 days at most"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(desk: Desk, kind: str, first: date, last: date, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.equity.make(kind, first, last)


def test_a_commander_and_human_resources_may_and_nobody_else(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    with Desk.open(url, actor="setup", now=Clock()) as desk:
        add_accounts(desk, "B1")
    let_in = set()
    for role in Role:
        with as_role(url, role) as desk:
            try:
                audit = desk.equity.make(BY_KEY, FIRST, LAST)
                desk.confirm(password_of(desk.actor))
                desk.equity.write(audit, tmp_path / role.value, ("csv",))
            except NotPermittedError:
                continue
            let_in.add(role)
    assert let_in == {Role.COMMANDER, Role.AUTHORITY}
