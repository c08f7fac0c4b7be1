"""Lists of other systems: `Desk.imports`. How a file's columns were read is remembered by kind and headings.

A list is looked at first: what it would do, or everything that is wrong with it. It is taken over all or nothing, and
can be undone as long as nothing else touched the rows that it changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from scheduler.api.feed import laid_moves
from scheduler.api.guard import needs
from scheduler.api.validity import validate
from scheduler.domain.clock import Clock
from scheduler.domain.list_patch import ListPatch
from scheduler.domain.people import Held, Leave, Officer
from scheduler.domain.roster import Tour
from scheduler.domain.site import OfficerName, Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import TourKind
from scheduler.exchange import WorkbookErrors, WorkbookFault
from scheduler.exchange.foreign_file import ForeignTable, read_foreign
from scheduler.exchange.foreign_kinds import WANTED, ImportKind, guess
from scheduler.exchange.foreign_rows import JOINED, DateOrder, Mapped, as_read, rows_of, told
from scheduler.exchange.kinds import Instant
from scheduler.exchange.parse import Row
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store
from scheduler.storage.imports import ImportedList

__all__ = [
    "JOINED",
    "WANTED",
    "ColumnPlan",
    "DateOrder",
    "ForeignTable",
    "ImportDesk",
    "ImportField",
    "ImportKind",
    "ListPreview",
    "fields_of",
    "read_rows",
    "tables_of",
]

DATES = "dates"
"""Under this name the order of dates is remembered beside the fields."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlan:
    """How a file's columns are read.

    Attributes:
        fields: Heading of the file by field.
        order: How dates are written where their numbers do not tell.
        is_remembered: It is how the same headings were read last; otherwise it was guessed from them.
    """

    fields: Mapped
    order: DateOrder = DateOrder.MONTH
    is_remembered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """What taking a list over would do.

    Attributes:
        table: What was read.
        kind: What it is about.
        plan: How its columns were read.
        new, changed, same: Rows that put something in, that change something, and of which all is known.
        faults: Everything that is wrong, by the file's own rows and headings; then nothing can be taken over.
        edit: What it changes, None where something is wrong.
    """

    table: ForeignTable
    kind: ImportKind
    plan: ColumnPlan
    new: int = 0
    changed: int = 0
    same: int = 0
    faults: tuple[WorkbookFault, ...] = ()
    revision: int = field(default=0, repr=False)
    site: Site | None = field(default=None, repr=False)
    edit: SiteEdit | None = field(default=None, repr=False)


class ImportDesk:
    """Reads lists of other systems and takes them over. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        state: Callable[[], tuple[int, Site]],
        today: Callable[[], date],
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._state, self._today = store, state, today
        self._now, self._session = now, session

    @needs(Action.CHANGE_FACILITY)
    def every(self) -> tuple[ImportedList, ...]:
        """Return all imports and what was undone of them, oldest first."""
        return self._store.imports.every()

    @needs(Action.CHANGE_FACILITY)
    def suggest(self, table: ForeignTable, kind: ImportKind) -> ColumnPlan:
        """Return how the same headings were read last for this kind, or what their names say."""
        for made in reversed(self._store.imports.every()):
            if made.kind == kind and made.undoes is None and set(made.headings) == set(table.headings):
                fields = {name: heading for name, heading in made.mapping.items() if name != DATES}
                return ColumnPlan(fields=fields, order=DateOrder(made.mapping[DATES]), is_remembered=True)
        return ColumnPlan(fields=guess(kind, table.headings))

    @needs(Action.CHANGE_FACILITY)
    def preview(self, table: ForeignTable, kind: ImportKind, plan: ColumnPlan) -> ListPreview:
        """Return what taking a list over would do, or what is wrong with it; nothing is written."""
        revision, site = self._state()
        preview = ListPreview(table=table, kind=kind, plan=plan, revision=revision)
        try:
            rows = rows_of(table, kind, plan.fields, plan.order, site)
            merge = _Merge(table, kind, plan.fields, site, self._today())
            after = merge.site_with(rows)
            validate(after)
        except WorkbookErrors as error:
            return replace(preview, faults=error.faults)
        except DeskError as error:
            return replace(preview, faults=(WorkbookFault(sheet=table.sheet, expected=str(error)),))
        edit = SiteEdit.between(site, after, f"Import {WANTED[kind].title.lower()} from {table.source}")
        new, changed = merge.new, merge.changed
        return replace(preview, new=new, changed=changed, same=len(rows) - new - changed, site=after, edit=edit)

    @needs(Action.CHANGE_FACILITY)
    def take(self, preview: ListPreview) -> int:
        """Take over what was looked at, all or nothing, and return the number of the import.

        Raises:
            DeskError: something is wrong with the list, nothing in it is new, or the facility's data has changed since.
        """
        if preview.edit is None or preview.site is None:
            raise DeskError("Something is wrong with the list; nothing was taken over")
        if not preview.edit.changes:
            raise DeskError("Nothing in the list is new")
        made = ImportedList(
            kind=preview.kind.value,
            source=preview.table.source,
            headings=preview.table.headings,
            mapping={**preview.plan.fields, DATES: preview.plan.order.value},
            patches=tuple(ListPatch.between(c.name, c.before, c.after) for c in preview.edit.changes),
            at=self._now(),
            by=self._session.actor,
        )
        return self._store.imports.add(preview.revision, preview.site, preview.edit, made)

    @needs(Action.CHANGE_FACILITY)
    def undo(self, number: int | None = None) -> ImportedList:
        """Take an import back and return it.

        Args:
            number: Which; by default the last one that was not taken back.

        Raises:
            DeskError: there is none, it was taken back already, or rows that it changed have changed since.
        """
        every = self._store.imports.every()
        undone = {made.undoes for made in every if made.undoes is not None}
        open_ = [made for made in every if made.undoes is None and made.number not in undone]
        if number is None and not open_:
            raise DeskError("There is no import that can be undone")
        if number in undone:
            raise DeskError(f"Import {number} was undone already")
        made = next((made for made in reversed(open_) if number in (None, made.number)), None)
        if made is None:
            raise DeskError(f"There is no import {number}")
        if not made.patches:
            raise DeskError(f"What import {made.number} changed is no longer kept; change it by hand")
        revision, before = self._state()
        lists: dict[str, object] = {}
        for patch in made.patches:
            lists[patch.name] = patch.undone(getattr(before, patch.name))
            if lists[patch.name] is None:
                raise DeskError(f"What import {made.number} brought has changed since; change it by hand")
        after = replace(before, **lists)  # type: ignore[arg-type]
        validate(after)
        edit = SiteEdit.between(before, after, f"Undo the import of {made.source}")
        back = replace(made, number=0, patches=(), undoes=made.number, at=self._now(), by=self._session.actor)
        self._store.imports.add(revision, after, edit, back)
        return made


def tables_of(path: Path) -> tuple[ForeignTable, ...]:
    """Return the tables of a file; raises `WorkbookErrors` where it has none that can be read."""
    return read_foreign(path)


class _Merge:
    """Lays rows over a facility, and counts what they do."""

    def __init__(self, table: ForeignTable, kind: ImportKind, mapped: Mapped, site: Site, today: date) -> None:
        self._table, self._kind, self._mapped, self._site, self._today = table, kind, mapped, site, today
        self._clock = Clock(site.facility.zone)
        self._faults: list[WorkbookFault] = []
        self.new = self.changed = 0

    def site_with(self, rows: list[Row]) -> Site:
        """Return the facility with the rows taken over.

        Raises:
            WorkbookErrors: a row cannot be taken over.
        """
        done: Mapping[ImportKind, Callable[[list[Row]], Site]] = {
            ImportKind.STAFF: self._staff,
            ImportKind.LEAVE: self._leave,
            ImportKind.QUALIFICATIONS: self._qualifications,
            ImportKind.MOVES: self._moves,
            ImportKind.ROSTERS: self._rosters,
        }
        after = done[self._kind](rows)
        if self._faults:
            raise WorkbookErrors(self._table.source, tuple(self._faults))
        return after

    def _fault(self, row: Row, field: str, expected: str) -> None:
        self._faults.append(told(self._table, self._kind, self._mapped, row.number, field, expected))

    def _staff(self, rows: list[Row]) -> Site:
        officers = {officer.badge: officer for officer in self._site.officers}
        names = {line.badge: line for line in self._site.names}
        seen: dict[str, int] = {}
        for row in rows:
            given = {name: value for name, value in row.values.items() if value is not None}
            badge, name = given.pop("badge"), given.pop("name", None)
            if seen.setdefault(badge, row.number) != row.number:
                self._fault(row, "badge", f"each badge is expected once, and row {seen[badge]} has the same")
                continue
            before = officers.get(badge), names.get(badge)
            if before[0] is None and "seniority" not in given:
                self._fault(row, "seniority", "a date is expected for an officer who is new")
                continue
            old = before[0] or Officer(badge=badge, facility=self._site.facility.id, seniority=given["seniority"])
            officers[badge] = replace(old, **given)
            if name is not None:
                names[badge] = OfficerName(badge=badge, name=name)
            self.new += before[0] is None
            self.changed += before[0] is not None and before != (officers[badge], names.get(badge))
        return replace(self._site, officers=tuple(officers.values()), names=tuple(names.values()))

    def _leave(self, rows: list[Row]) -> Site:
        known = dict.fromkeys(self._site.leave)
        for row in rows:
            start, last, back = row.values["start"], row.values.get("last"), row.values.get("end")
            through = self._clock.date_of(start) if last is None else last
            end = back if back is not None else self._clock.midnight(through + _DAY)
            if end <= start:
                self._fault(row, "last" if back is None else "end", "a date not before the first day is expected")
                continue
            leave = Leave(badge=row.values["badge"], start=start, end=end)
            self.new += leave not in known
            known[leave] = None
        return replace(self._site, leave=tuple(known))

    def _qualifications(self, rows: list[Row]) -> Site:
        officers = {officer.badge: officer for officer in self._site.officers}
        for row in rows:
            values = dict(row.values)
            officer = officers[values.pop("badge")]
            code = values["qualification"]
            place = next((n for n, held in enumerate(officer.qualifications) if held.qualification == code), None)
            given = {name: value for name, value in values.items() if value is not None}
            held = list(officer.qualifications)
            if place is None:
                held.append(Held(**given))
                self.new += 1
            else:
                anew = replace(held[place], **given)
                self.changed += anew != held[place]
                held[place] = anew
            latest = held[-1] if place is None else held[place]
            if latest.earned is not None and latest.expires is not None and latest.expires < latest.earned:
                self._fault(row, "expires", "a date not before the first one is expected")
            officers[officer.badge] = replace(officer, qualifications=tuple(held))
        return replace(self._site, officers=tuple(officers.values()))

    def _moves(self, rows: list[Row]) -> Site:
        spans = [{"area": None, "end": None} | row.values for row in rows]
        stays, self.new, self.changed = laid_moves(self._site, spans)
        return replace(self._site, stays=stays)

    def _rosters(self, rows: list[Row]) -> Site:
        shifts = {shift.code: shift for shift in self._site.shifts}
        made: dict[tuple[object, ...], list[Tour]] = {}
        seats: dict[tuple[object, ...], int] = {}
        for row in rows:
            v = row.values
            if v["on"] >= self._today:
                self._fault(row, "on", f"a date before {self._today} is expected: a past roster is what was worked")
                continue
            usual = shifts[v["shift"]].span(self._clock, v["on"])
            place = v["post"], v["on"], v["shift"]
            index = v.get("index")
            if index is None:
                index = seats[place] = seats.get(place, -1) + 1
            start = usual[0] if v.get("start") is None else v["start"]
            end = usual[1] if v.get("end") is None else v["end"]
            if end <= start:
                self._fault(row, "end", "a later moment than the first is expected")
                continue
            kind = v.get("kind") or TourKind.REGULAR
            tour = Tour(start=start, end=end, badge=v["badge"], post=v["post"], on=v["on"], shift=v["shift"],
                        index=index, kind=kind)  # fmt: skip
            made.setdefault((tour.badge, tour.on, tour.shift), []).append(tour)
        before = set(self._site.worked)
        known = {(tour.badge, tour.on, tour.shift) for tour in before}
        for key, tours in made.items():
            fresh = sum(tour not in before for tour in tours)
            self.changed += fresh if key in known else 0
            self.new += fresh if key not in known else 0
        kept = [tour for tour in self._site.worked if (tour.badge, tour.on, tour.shift) not in made]
        every = [*kept, *(tour for tours in made.values() for tour in tours)]
        return replace(self._site, worked=tuple(sorted(every)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportField:
    """A field of a kind of list, in words.

    Attributes:
        name: As mappings call it.
        title: On screens.
        meaning: What it holds.
        is_needed: No list can be read without it.
        is_moment: It may stand in two columns, date and time.
    """

    name: str
    title: str
    meaning: str
    is_needed: bool
    is_moment: bool


def fields_of(kind: ImportKind) -> tuple[ImportField, ...]:
    """Return the fields of a kind of list in their order."""
    return tuple(
        ImportField(
            name=column.field,
            title=column.header,
            meaning=f"{column.meaning}, such as {column.example}",
            is_needed=not column.may_be_absent,
            is_moment=isinstance(column.kind, Instant),
        )
        for column in WANTED[kind].sheet.columns
    )


def read_rows(table: ForeignTable, kind: ImportKind, plan: ColumnPlan, most: int) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of a file as texts: number of the row, then the fields that the plan reads, in order.

    Dates are shown as they are read. Columns that the file does not have are empty.
    """
    first = replace(table, rows=table.rows[:most])
    return as_read(first, kind, plan.fields, plan.order)
