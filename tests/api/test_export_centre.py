"""Everything that leaves in one list: what each role is offered, looks at, keeps as profiles, gives up, finds again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.accounts import NAMES, NOW, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.sites import FIRST, PERIOD, edit, paid_site, tour

from scheduler.api import Desk, DeskError, NotPermittedError, Role
from scheduler.api import export as roster_files
from scheduler.api.export_centre import (
    KINDS,
    About,
    CancelledError,
    Errand,
    ExportOrder,
    ExportProfile,
    about_of,
    carry_out,
    offered,
    preview,
)
from scheduler.domain.words import Badge

TABLE = ExportOrder(what="roster", formats=("csv", "json"))
CARD = ExportOrder(what="officer-card", formats=("pdf",), badge=Badge("B1"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with a published roster of which the first date is closed."""
    path = str(tmp_path / "f.db")
    with Desk.open(path, actor="setup", now=Clock(NOW + timedelta(days=60))) as desk:
        desk.import_site(paid_site(), "test")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("e", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.publish(1)
        desk.worked.close_day(FIRST)
    return path


@pytest.fixture
def desk(url: str) -> Any:
    with Desk.open(url, actor="setup", now=Clock()) as made:
        yield made


def order_of(what: str) -> tuple[ExportOrder, About]:
    kind = KINDS[what]
    badge = Badge("B1") if kind.needs_officer else None
    last = PERIOD.last if what == "payroll" or kind.is_of_dates else None
    order = ExportOrder(what=what, formats=kind.formats[:1], badge=badge)
    roster = 1 if kind.is_of_roster else None
    return order, About(roster=roster, on=FIRST, first=FIRST if last else None, last=last)


@pytest.mark.parametrize("what", list(KINDS))
def test_each_kind_is_looked_at_and_written_and_its_files_are_known_by_their_hash(
    desk: Desk, what: str, tmp_path: Path
) -> None:
    order, about = order_of(what)
    seen = preview(desk, order, about)
    assert seen.rows or what in ("deviation-log", "deviations", "certificates", "rotation")  # there are none here
    assert seen.left_out
    assert (seen.paper is not None) or (seen.lines and all(len(line) == len(seen.heads) for line in seen.lines))
    assert not (tmp_path / "out").exists()
    for path in carry_out(desk, order, about, tmp_path / "out", seen=seen):
        found = desk.exports.which(path)
        assert [one.actor for one in found] == (["setup"] if what != "audit" else [])
        if what != "audit":
            assert found[0].rows == (None if what in PACKS else seen.rows)
        path.write_bytes(path.read_bytes() + b" ")
        assert desk.exports.which(path) == ()


def test_a_folder_of_calendars_is_known_until_one_of_them_is_changed(desk: Desk, tmp_path: Path) -> None:
    (folder,) = carry_out(desk, ExportOrder(what="roster", formats=("ics",)), About(roster=1), tmp_path)
    assert [one.what for one in desk.exports.which(folder)] == [("roster:1",)]
    next(folder.glob("*.ics")).write_bytes(b"BEGIN:VCALENDAR")
    assert desk.exports.which(folder) == ()
    (tmp_path / "empty").mkdir()
    with pytest.raises(DeskError, match="a file, or a folder of calendars, is expected"):
        desk.exports.which(tmp_path / "empty")
    with pytest.raises(DeskError, match="No such file"):
        desk.exports.which(tmp_path / "gone")


def test_a_preview_says_what_is_left_out(desk: Desk) -> None:
    about = About(roster=1)
    assert "Officers' names: badges stand for them." in preview(desk, TABLE, about).left_out
    with_names = preview(desk, replace(TABLE, with_names=True), about)
    assert not any(sentence.startswith("Officers' names") for sentence in with_names.left_out)
    assert [line[8:10] for line in with_names.lines] == [("B1", "Officer 1"), ("B2", "Officer 2")]
    calendars = preview(desk, ExportOrder(what="roster", formats=("ics",)), about)
    assert calendars.lines == (("B1", "Officer 1", "1"), ("B2", "Officer 2", "1"))
    assert 'Posts: entries say "Duty".' in calendars.left_out


def test_what_cannot_be_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    for order, about, said in (
        (replace(TABLE, what="gossip"), About(roster=1), "'gossip' is no export; known are roster, "),
        (replace(TABLE, formats=("pdf",)), About(roster=1), "Roster: 'pdf' is not a format of it; known are csv, "),
        (replace(TABLE, formats=()), About(roster=1), "Roster: a format is expected, of csv, "),
        (ExportOrder(what="payroll", formats=("csv", "xlsx")), About(), "Payroll: one format is expected, of csv"),
        (ExportOrder(what="payroll", formats=("csv",)), About(), "Payroll is told up to a date"),
        (TABLE, About(), "Say which roster"),
        (CARD, About(roster=7), "There is no roster number 7"),
    ):
        with pytest.raises(DeskError) as looked:
            preview(desk, order, about)
        with pytest.raises(DeskError) as written:
            carry_out(desk, order, about, tmp_path / "out")
        assert str(looked.value).startswith(said)
        assert str(written.value).startswith(said)
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- giving up


class Impatient(Errand):
    """Gives up at a step."""

    def __init__(self, at: int) -> None:
        super().__init__(self.note)
        self.at, self.heard = at, list[str]()

    def note(self, words: str) -> None:
        self.heard.append(words)
        if len(self.heard) == self.at:
            assert self.cancel()


@pytest.mark.parametrize("what", list(KINDS))
def test_what_is_given_up_leaves_no_file_and_no_record(desk: Desk, what: str, tmp_path: Path) -> None:
    order, about = order_of(what)
    errand = Impatient(1)
    with pytest.raises(CancelledError, match="The export was cancelled; nothing was written"):
        carry_out(desk, order, about, tmp_path / "out", errand)
    assert errand.heard != []
    assert not (tmp_path / "out").exists()
    assert desk.exports.history() == ((), 0)
    assert desk.payroll.every() == ()


def test_giving_up_while_a_slow_file_is_made_writes_none_of_the_others(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "roster_old.txt").write_text("old")
    errand = Errand()

    def slow(*_: object) -> bytes:
        assert errand.cancel()
        return b"{}"

    monkeypatch.setattr(roster_files, "json_bytes", slow)
    with pytest.raises(CancelledError):
        carry_out(desk, TABLE, About(roster=1), tmp_path, errand)
    assert [path.name for path in tmp_path.iterdir() if path.suffix in (".csv", ".json", ".txt")] == ["roster_old.txt"]


def test_what_is_being_written_cannot_be_given_up(desk: Desk, tmp_path: Path) -> None:
    errand = Errand()
    assert carry_out(desk, TABLE, About(roster=1), tmp_path / "out", errand)
    assert not errand.cancel()


# ---------------------------------------------------------------- profiles


def test_a_profile_is_kept_used_changed_and_removed(desk: Desk, tmp_path: Path) -> None:
    sheet = ExportOrder(what="wall-sheet", formats=("pdf",))
    profile = ExportProfile(name="Wall, tomorrow", order=sheet, folder="out", days_ahead=1)
    desk.exports.save(profile)
    assert desk.exports.profiles() == (profile,)
    desk.exports.save(replace(profile, folder="elsewhere"))
    assert desk.exports.profile("Wall, tomorrow").folder == "elsewhere"
    about = about_of(desk, profile)
    assert about == About(roster=1, on=desk.today() + timedelta(days=1))
    assert about_of(desk, profile, About(on=FIRST)).on == FIRST
    assert desk.audit(1)[0].subjects == ("profile:Wall, tomorrow", "what:wall-sheet", "folder:elsewhere")
    desk.exports.remove("Wall, tomorrow")
    assert desk.exports.profiles() == ()
    assert [row.action for row in desk.audit(3)] == ["remove export profile", *["save export profile"] * 2]
    with pytest.raises(DeskError, match="There is no export profile 'Wall, tomorrow' yet"):
        desk.exports.profile("Wall, tomorrow")


def test_what_no_profile_can_be_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    good = ExportProfile(name="Table", order=TABLE)
    for wrong, said in (
        (replace(good, name=" "), "needs a name of at most 60 letters"),
        (replace(good, name="a\nb"), "on one line"),
        (replace(good, name="x" * 61), "at most 60 letters"),
        (replace(good, order=replace(TABLE, delimiter="colon")), "not 'colon'"),
        (replace(good, order=replace(TABLE, size="a3")), "not 'a3'"),
        (replace(good, order=replace(CARD, badge=None)), "the badge of an officer is expected"),
        (replace(good, days_ahead=-400), "at most 366 days before or after today"),
        (replace(good, roles=("janitor",)), "'janitor' is not a role"),
    ):
        with pytest.raises(DeskError, match=said):
            desk.exports.save(wrong)
    assert desk.exports.profiles() == ()


def test_a_facility_imported_again_keeps_what_payroll_was_told_and_the_profiles(desk: Desk, tmp_path: Path) -> None:
    carry_out(desk, *order_of("payroll"), tmp_path)
    desk.exports.save(ExportProfile(name="Table", order=TABLE))
    told = desk.payroll.every()
    desk.import_site(desk.site(), "again.xlsx")
    assert desk.payroll.every() == told
    assert [profile.name for profile in desk.exports.profiles()] == ["Table"]


# ---------------------------------------------------------------- roles

PACKS = {"evidence-public", "evidence-labour", "evidence-court"}
EQUITY = {"equity", "equity-by-badge", "equity-by-key"}
OFFERED = {
    Role.OFFICER: set[str](),
    Role.SERGEANT: set[str](),
    Role.SCHEDULER: set(KINDS) - {"anonymous", "audit", *PACKS, *EQUITY},
    Role.COMMANDER: set(KINDS) - {"anonymous", "audit"},
    Role.PREA_MANAGER: {"audit", *PACKS},
    Role.AUTHORITY: {"payroll", *EQUITY},
    Role.AUDITOR: {"anonymous", "audit"},
    Role.ADMIN: {"audit"},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_offered_what_it_may_give_away_and_gets_nothing_else(
    url: str, role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    with Desk.open(url, actor="setup", now=Clock()) as desk:
        add_accounts(desk, "B1")
    with as_role(url, role) as desk:
        assert set(offered(desk)) == OFFERED[role]
        for what in KINDS:
            order, about = order_of(what)
            desk.confirm(password_of(desk.actor))
            if what in OFFERED[role]:
                assert carry_out(desk, order, about, tmp_path / what)
            else:
                with pytest.raises(NotPermittedError):
                    carry_out(desk, order, about, tmp_path / what)
                assert not (tmp_path / what).exists()
        if role is Role.OFFICER:
            with pytest.raises(NotPermittedError):
                desk.exports.history()
            return
        past, total = desk.exports.history()
        assert (len(past), {one.actor for one in past}) == (total, {NAMES[role]} if OFFERED[role] else set())


def test_a_profile_is_used_by_the_roles_that_it_is_for(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)
    with Desk.open(url, actor="setup", now=Clock()) as desk:
        add_accounts(desk, "B1")
    with as_role(url, Role.COMMANDER) as desk:
        desk.exports.save(ExportProfile(name="All", order=TABLE))
        desk.exports.save(ExportProfile(name="Commanders", order=TABLE, roles=("commander",)))
        desk.exports.save(ExportProfile(name="Pay", order=ExportOrder(what="payroll", formats=("csv",))))
        with pytest.raises(DeskError, match="You may not export the audit log, so you cannot keep a profile of it"):
            desk.exports.save(ExportProfile(name="Log", order=ExportOrder(what="audit", formats=("audit",))))
    seen = {}
    for role in Role:
        if role is not Role.OFFICER:
            with as_role(url, role) as desk:
                seen[role] = [profile.name for profile in desk.exports.profiles()]
    assert {role: names for role, names in seen.items() if names} == {
        Role.SCHEDULER: ["All", "Pay"],
        Role.COMMANDER: ["All", "Commanders", "Pay"],
        Role.AUTHORITY: ["Pay"],
    }
    with as_role(url, Role.SCHEDULER) as desk:
        with pytest.raises(DeskError, match="of other roles is there already"):
            desk.exports.save(ExportProfile(name="Commanders", order=TABLE))
        with pytest.raises(DeskError, match="There is no export profile 'Commanders'; there are All, Pay"):
            desk.exports.remove("Commanders")


def test_whoever_does_not_read_the_log_is_told_of_his_own_exports_only(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    with Desk.open(url, actor="setup", now=Clock()) as desk:
        add_accounts(desk, "B1")
    with as_role(url, Role.SCHEDULER) as desk:
        desk.confirm(password_of(desk.actor))
        (path,) = carry_out(desk, replace(TABLE, formats=("csv",)), About(roster=1), tmp_path)
        assert len(desk.exports.which(path)) == 1
    with as_role(url, Role.COMMANDER) as desk:
        assert desk.exports.history() == ((), 0)
        assert desk.exports.which(path) == ()
    with as_role(url, Role.ADMIN) as desk:
        (one,) = desk.exports.which(path)
    assert (one.actor, one.action, one.formats, one.rows) == (NAMES[Role.SCHEDULER], "Roster exported", ("csv",), 2)
