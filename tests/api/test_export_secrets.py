"""Nothing leaves that its receiver may not have: every export of every role is searched for what was planted."""

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from support.accounts import NOW, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.sites import FIRST, PERIOD, edit, paid_site, tour

from scheduler.api import Desk, DeskError, NotPermittedError, Role
from scheduler.api.equity import SUMMARY
from scheduler.api.equity import TITLES as EQUITY_AUDITS
from scheduler.api.export import FORMATS, ExportChoice
from scheduler.api.papers import KINDS, Print
from scheduler.api.payroll import FORMATS as PAYROLL_FORMATS
from scheduler.api.payroll import template_of
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Restriction
from scheduler.domain.roster import Waiver
from scheduler.domain.words import Badge

SECRETS = ("SECRETINMATE", "SECRETAREA", "SECRETREASON", "SECRETAPPROVER", "SECRETHOLDER")
"""Of an inmate, a restriction, a waiver, an edit, and an officer who holds nothing."""
NAMES = ("Officer 1", "Officer 2")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with a published roster, an account of each role, and secrets in what no export may hold."""
    path = str(tmp_path_factory.mktemp("secrets") / "f.db")
    site = paid_site()
    always = date(2026, 1, 1)
    site = replace(
        site,
        areas=(*site.areas, replace(site.areas[0], code="SECRETAREA", name="SECRETAREA")),
        officers=(*site.officers, replace(site.officers[0], badge="SECRETHOLDER")),
        stays=(Stay(inmate="SECRETINMATE", area="SECRETAREA", start=29_000_000),),
        restrictions=(Restriction(badge="SECRETHOLDER", first=always, area="SECRETAREA"),),
    )
    with pytest.MonkeyPatch.context() as patch, Desk.open(path, actor="setup", now=Clock()) as desk:
        with_quick_passwords(patch)
        desk.import_site(site, "test")
        roster = desk.create_roster(PERIOD)
        desk.apply_edit(roster.id, edit("SECRETREASON", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.add_waiver(
            roster.id,
            Waiver(
                entry="rest_required",
                badge="B1",
                on=FIRST,
                approver="SECRETAPPROVER",
                reason="SECRETREASON",
                expires=PERIOD.last,
            ),
        )
        desk.publish(roster.id, reason="SECRETREASON")
        with Desk.open(path, actor="setup", now=Clock(NOW + timedelta(days=9))) as later:
            later.worked.close_day(FIRST)
        add_accounts(desk, "B1")
    return path


def everything_in(folder: Path) -> str:
    """Return all text in all files, those in archives unpacked, and their names."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found.append(path.name)
            if data.startswith(b"%PDF"):
                found += [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
            elif data.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    found += [archive.read(name).decode("utf-8") for name in archive.namelist()]
            else:
                found.append(data.decode("utf-8"))
    return "\n".join(found).replace("\r\n ", "")


@pytest.mark.parametrize("role", list(Role))
def test_each_role_takes_out_what_it_may_and_nothing_more(
    url: str, role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    folder = tmp_path / "out"
    refused: set[str] = set()
    with as_role(url, role) as desk:
        for form in FORMATS:
            for choice in (ExportChoice(tells_posts=True), ExportChoice(as_archive=True)):
                for name, export in (("export", desk.export), ("anonymous", desk.oversight.export)):
                    desk.confirm(password_of(desk.actor))
                    try:
                        export(1, folder / form / str(choice.as_archive), (form,), choice=choice)
                    except NotPermittedError:
                        refused.add(name)
                    except DeskError as error:  # there are no calendars without people
                        refused.add(f"{form}: {error}")
    named, anonymous = role in (Role.SCHEDULER, Role.COMMANDER), role is Role.AUDITOR
    assert ("export" in refused, "anonymous" in refused) == (not named, not anonymous)
    said = {"ics: Calendars are of officers, and nobody is named here"} if anonymous else set()
    assert refused - {"export", "anonymous"} == said
    text = everything_in(folder)
    assert bool(text) == (named or anonymous)
    assert [secret for secret in (*SECRETS, *NAMES) if secret in text] == []
    if anonymous:
        assert "officer-0001" in text
        # A workbook has a cell B1 too.
        assert not re.search(r'[>,"]B1[<,"]', text.replace('r="B1"', ""))
    if named:
        assert "B1" in text


def test_names_leave_only_where_they_are_asked_for(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)
    with as_role(url, Role.COMMANDER) as desk:
        desk.confirm(password_of(desk.actor))
        desk.export(1, tmp_path / "out", ("csv", "json", "xlsx", "html"), with_names=True)
    text = everything_in(tmp_path / "out")
    assert "Officer 1" in text
    assert [secret for secret in SECRETS if secret in text] == []


def test_an_officer_who_saves_his_own_calendar_is_noted_with_its_hash(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    with as_role(url, Role.OFFICER) as desk:
        text = desk.own.calendar()
        name = desk.actor
    assert text.count("BEGIN:VEVENT") == 1
    with as_role(url, Role.AUDITOR) as desk:
        row = next(row for row in desk.audit() if row.action == "export own calendar")
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert (row.actor, row.subjects) == (name, ("file:.ics", "rows:1", f"sha256:{digest}"))


@pytest.mark.parametrize("role", list(Role))
def test_no_paper_of_any_role_holds_what_was_planted(
    url: str, role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    made = 0
    with as_role(url, role) as desk:
        for kind in KINDS:
            for as_it_stands in (False, True):
                asked = Print(roster=1, kind=kind, on=FIRST, badge=Badge("B1"), as_it_stands=as_it_stands)
                try:
                    paper = desk.papers.make(asked)
                    desk.confirm(password_of(desk.actor))
                    desk.papers.write(paper, tmp_path / f"{kind}{as_it_stands}", ("pdf", "xlsx", "html", "json"))
                except NotPermittedError:
                    continue
                made += 1
    text = ""
    for folder in sorted(tmp_path.iterdir()) if made else ():
        found = everything_in(folder)
        # Standings are of all officers, whoever holds no tour too.
        planted = SECRETS[:-1] if folder.name.startswith("overtime-standings") else SECRETS
        assert not [(folder.name, secret) for secret in planted if secret in found]
        text += found
    assert made in (0, 2 * len(KINDS))
    assert ("Officer 1" in text) == bool(made)


@pytest.mark.parametrize("role", list(Role))
def test_payroll_of_any_role_holds_hours_and_nothing_that_was_planted(
    url: str, role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    standard, out = template_of(), tmp_path / "out"
    with as_role(url, role) as desk:
        for form in PAYROLL_FORMATS:
            columns = (
                tuple(replace(column, width=12) for column in standard.columns) if form == "txt" else standard.columns
            )
            receiver = replace(standard, name=f"{role.value} {form}", columns=columns)
            try:
                draft = desk.payroll.draft(receiver, PERIOD.last, FIRST)
                desk.confirm(password_of(desk.actor))
                desk.payroll.export(draft, out, form)
                desk.confirm(password_of(desk.actor))
                desk.payroll.again(desk.payroll.every()[-1].number, out / "again", form)
            except NotPermittedError:
                continue
    text = everything_in(out)
    assert bool(text) == (role in (Role.SCHEDULER, Role.COMMANDER, Role.AUTHORITY))
    assert [secret for secret in SECRETS if secret in text] == []
    if text:
        assert "B1" in text


@pytest.mark.parametrize("role", list(Role))
def test_no_equity_audit_of_any_role_holds_what_was_planted(
    url: str, role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    may = role in (Role.COMMANDER, Role.AUTHORITY)
    with as_role(url, role) as desk:
        for kind in EQUITY_AUDITS:
            desk.confirm(password_of(desk.actor))
            try:
                audit = desk.equity.make(kind, PERIOD.first, PERIOD.last)
                desk.equity.write(audit, tmp_path / kind, ("pdf", "csv", "xlsx", "html", "json"))
            except NotPermittedError:
                assert not may
    assert {folder.name for folder in tmp_path.iterdir()} == (set(EQUITY_AUDITS) if may else set())
    for folder in tmp_path.iterdir():
        text = everything_in(folder)
        # Counts are of all officers, whoever holds no tour too.
        planted = SECRETS if folder.name == SUMMARY else SECRETS[:-1]
        assert not [(folder.name, secret) for secret in (*planted, *NAMES) if secret in text]
