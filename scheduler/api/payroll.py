"""What payroll is told of closed days: `Desk.payroll`. Each export holds what changed since the one before.

An export is recorded before its file is written: a file that got lost is written again with the same bytes, while one
that nobody recorded would be paid twice.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from scheduler.api.errand import Errand
from scheduler.api.guard import needs
from scheduler.api.history import with_published
from scheduler.api.pay import owners_of
from scheduler.api.worked import WorkedAge
from scheduler.domain.payroll import (
    CodeTotal,
    PayrollEntry,
    PayrollExport,
    PayrollTemplate,
    control_totals,
    differences,
)
from scheduler.domain.site import Site
from scheduler.domain.words import SeatId
from scheduler.domain.worked import ClosedDays
from scheduler.exchange import UnwritableError
from scheduler.exchange.files import replace_file
from scheduler.exchange.payroll_fixed import fixed_bytes
from scheduler.exchange.payroll_paper import payroll_paper
from scheduler.exchange.payroll_template import read_template, standard_template
from scheduler.exchange.writers import PLAIN, WRITERS, CsvForm
from scheduler.exchange.writers.csv import table_bytes
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import PayNotChosenError
from scheduler.ledger.payroll import Payroll, payroll_of
from scheduler.storage import AuditFilter, DeskError, Store
from scheduler.wire import hash_of

FORMATS = ("csv", "xlsx", "txt")
_WRITTEN = ("export payroll", "export payroll again")
_MOST_FILES = 1000
"""Of an export, that are looked through for the one written first."""
MOST_DAYS = 3700
"""Dates that are compared at once, at most: ten years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollDraft:
    """What the next export to a receiver would hold; nothing is written yet.

    Attributes:
        template: How the receiver wants it.
        first, last: Dates that are compared, both inclusive.
        entries: Its lines; none where payroll knows everything already.
        before: Number of the export before it, 0 for none.
        open_dates: Published dates among them that are not closed: nothing of them is paid.
        open_swaps: Swaps of which it is not known whose hours they were: nobody is paid for them yet.
    """

    template: PayrollTemplate
    first: date
    last: date
    entries: tuple[PayrollEntry, ...]
    before: int = 0
    open_dates: tuple[date, ...] = ()
    open_swaps: tuple[SeatId, ...] = ()

    @property
    def totals(self) -> tuple[CodeTotal, ...]:
        """Control totals by pay code."""
        return control_totals(self.entries)


class PayrollDesk:
    """What can be asked and done about payroll. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        closed: Callable[[], ClosedDays],
        age: Callable[[], WorkedAge],
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._closed, self._age = store, site, closed, age
        self._now, self._session = now, session

    @needs(Action.READ_PAY)
    def every(self) -> tuple[PayrollExport, ...]:
        """Return all exports to all receivers, oldest first."""
        return self._store.payroll.exports()

    @needs(Action.READ_PAY)
    def draft(self, template: PayrollTemplate, last: date, first: date | None = None) -> PayrollDraft:
        """Return what the next export to a receiver would hold.

        All dates from the first one that was ever exported are compared again, so that corrections of dates long
        exported are told too.

        Args:
            template: How the receiver wants it.
            last: The last date, inclusive.
            first: The first date of the first export; later ones go as far back by themselves.

        Raises:
            DeskError: the dates are the wrong way round or too many; none is given before the first export; or the
                site has not chosen how overtime is priced, for everybody who worked.
        """
        past = tuple(export for export in self._store.payroll.exports() if export.template.name == template.name)
        begins = [export.first for export in past] + ([first] if first is not None else [])
        if not begins:
            raise DeskError(f"Nothing was exported to {template.name} yet: the first date is needed")
        begin = min(begins)
        if not 0 <= (last - begin).days < MOST_DAYS:
            raise DeskError(
                f"Payroll is told from a date to a later one, {MOST_DAYS} days at most, not {begin} to {last}"
            )
        found = self._lines(template, begin, last)
        if found.not_chosen:
            raise DeskError(
                f"The site has not chosen how overtime is priced for {', '.join(found.not_chosen)}: policy needs a pay"
                " period that holds for everybody who worked"
            )
        return PayrollDraft(
            template=template,
            first=begin,
            last=last,
            entries=differences(found.lines, past, begin, last),
            before=past[-1].number if past else 0,
            open_dates=tuple(on for on in self._age().open if begin <= on <= last),
            open_swaps=found.open_swaps,
        )

    @needs(Action.EXPORT_PAYROLL)
    def export(
        self,
        draft: PayrollDraft,
        folder: Path,
        form: str = "csv",
        csv: CsvForm = PLAIN,
        errand: Errand | None = None,
    ) -> tuple[Path, ...]:
        """Record an export and write it to files in a folder; return them.

        Args:
            draft: What it holds, as it was looked at.
            folder: Where to; made if it is not there.
            form: One of `FORMATS`.
            csv: What was chosen of CSV.
            errand: Of who waits for it.

        Raises:
            CancelledError: whoever waits has given up; nothing is recorded or written.
            DeskError: nothing changed since the export before it; somebody exported or wrote down worked time
                meanwhile; the format is not known; or a file cannot be written, and then it can be written again.
        """
        _refuse_form(form)
        if not draft.entries:
            raise DeskError("Payroll knows everything already: nothing changed since the last export")
        if self.draft(draft.template, draft.last, draft.first) != draft:
            raise DeskError("What payroll would be told has changed meanwhile; look at it again")
        export = PayrollExport(
            number=max((export.number for export in self._store.payroll.exports()), default=0) + 1,
            template=draft.template,
            first=draft.first,
            last=draft.last,
            entries=draft.entries,
            at=self._now(),
            by=self._session.actor,
        )
        parts = self._parts(export, form, csv)
        (errand or Errand()).commit()
        self._store.payroll.add(export, draft.before, _noted(export, form, csv, parts))
        try:
            return _write(parts, folder)
        except DeskError as error:
            raise DeskError(f"{error}; export {export.number} is recorded, write its file again elsewhere") from error

    @needs(Action.EXPORT_PAYROLL)
    def again(self, number: int, folder: Path, form: str = "csv", csv: CsvForm = PLAIN) -> tuple[Path, ...]:
        """Write the files of an export again, with the same bytes as then, and return them.

        Raises:
            DeskError: there is no export of this number; the format is not known; or a file cannot be written.
        """
        _refuse_form(form)
        export = self._export(number)
        parts = self._parts(export, form, csv)
        noted = _noted(export, form, csv, parts)
        self._store.payroll.note_again(export, self._now(), self._session.actor, noted)
        return _write(parts, folder)

    @needs(Action.READ_PAY)
    def is_unchanged(self, number: int, form: str = "csv", csv: CsvForm = PLAIN) -> bool | None:
        """Whether the files of an export, written again, have the bytes of those that were written first.

        They have others where a name that they hold has changed since: an officer's, or the facility's.

        Returns:
            None where it was never written in this form, or whoever asks may not read what the audit log notes of it.

        Raises:
            DeskError: there is no export of this number, or the format is not known.
        """
        _refuse_form(form)
        export, known = self._export(number), AuditFilter(actions=_WRITTEN, subject=f"payroll:{number}")
        try:
            rows, _ = self._store.audit_log.records(known, _MOST_FILES)
        except DeskError:  # a login of a server that may not read the log
            return None
        first = next((row for row in reversed(rows) if _form_of(form, csv) in row.subjects), None)
        if first is None:
            return None
        parts = self._parts(export, form, csv).values()
        return all(f"sha256:{hash_of(data)}" in first.subjects for data in parts)

    def _export(self, number: int) -> PayrollExport:
        export = next((export for export in self._store.payroll.exports() if export.number == number), None)
        if export is None:
            raise DeskError(f"There is no export {number} of payroll")
        return export

    def _lines(self, template: PayrollTemplate, first: date, last: date) -> Payroll:
        closed = self._closed()
        site = with_published(self._site(), date.max, (), closed)
        try:
            return payroll_of(site, closed, template, first, last, owners_of(self._store.swaps.every()))
        except PayNotChosenError as error:
            raise DeskError(str(error)) from error

    def _parts(self, export: PayrollExport, form: str, csv: CsvForm) -> dict[str, bytes]:
        """Return the files of an export, by name."""
        site = self._site()
        paper = payroll_paper(export, site.facility, {line.badge: line.name for line in site.names})
        receiver = re.sub(r"[^A-Za-z0-9-]", "_", export.template.name)
        stem = f"payroll_{receiver}_{export.number:04}_{export.last}"
        try:
            if form == "csv":
                lines, control = paper.tables
                return {f"{stem}.csv": table_bytes(lines, csv), f"{stem}_control.csv": table_bytes(control, csv)}
            if form == "txt":
                lines, control = paper.tables
                fixed = fixed_bytes(lines, export.template)
                return {f"{stem}.txt": fixed, f"{stem}_control.csv": table_bytes(control, csv)}
            return {f"{stem}.{form}": WRITERS[form](paper)}
        except UnwritableError as error:
            raise DeskError(str(error)) from error


def template_of(path: Path | None = None) -> PayrollTemplate:
    """Return the template of a file, by default the one that comes with the program.

    Raises:
        PresetError: it cannot be read, or is not what a template should be.
    """
    return read_template(path or standard_template())


def _write(parts: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write files to a folder and return them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in parts.items():
            replace_file(folder / name, data)
    except OSError as error:
        raise DeskError(f"{folder}: {error.strerror or error}") from error
    return tuple(folder / name for name in parts)


def _noted(export: PayrollExport, form: str, csv: CsvForm, parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return what the audit log notes of the files of an export."""
    hashes = (f"sha256:{hash_of(data)}" for data in parts.values())
    return (f"rows:{len(export.entries)}", _form_of(form, csv), *hashes)


def _form_of(form: str, csv: CsvForm) -> str:
    """Return what the audit log notes of the form of a file: of CSV too what makes its bytes others."""
    if form == "xlsx" or csv == PLAIN:
        return f"format:{form}"
    return f"format:{form} with {csv.delimiter}" + (" and mark" if csv.with_mark else "")


def _refuse_form(form: str) -> None:
    if form not in FORMATS:
        raise DeskError(f"{form!r} is not a format of payroll; known are {', '.join(FORMATS)}")
