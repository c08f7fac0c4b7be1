"""The facility's own data, sheet by sheet: what setup screens show and change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.api.attention import Reader, posts_as_read, read_as
from scheduler.api.feed import as_watch, of_watch
from scheduler.api.guard import needs
from scheduler.api.validity import validate
from scheduler.domain.inmates import Watch
from scheduler.domain.moves import lay_over
from scheduler.domain.people import Held
from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit, StaleSiteEditError
from scheduler.domain.words import Badge, PostCode
from scheduler.exchange import CARRIED, Column, RowChange, Sheet, change_rows, count_rows, sheet_named, sheet_rows
from scheduler.identity.permissions import Action, who_may
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

ABOUT_THE_PLACE = (
    "Facility",
    "Areas",
    "Shifts",
    "Qualifications",
    "Posts",
    "Coverage",
    "Areas covered",
    "Post qualifications",
    "Team needs",
    "Documents",
    "Patterns",
    "Squads",
    "Leave slots",
    "Staffing plan",
    "Plan factors",
    "Plan minimums",
    "Absences",
)
"""Sheets on the jail as a place and how it runs, in the order in which they are filled in."""

ABOUT_OFFICERS = (
    "Officers",
    "Officer qualifications",
    "Contracts",
    "Leave",
    "Duties",
    "Willingness",
    "Wishes",
    "Preferences",
    "Awards",
    "Restrictions",
    "Exemptions",
    "Readings",
    "Leave balances",
    "Vacation choices",
    "Tenure",
    "Carried overtime",
)
"""Sheets on officers, in the order in which they are filled in."""

FIXED = {"Facility": ("Id", "Time zone", "Format")}
"""Columns whose cells cannot change once there is a facility: rosters, history and instants rest on them."""


@dataclass(frozen=True, slots=True)
class ChangedSite:
    """What was saved, to be undone or redone, and how many rows of other sheets went with it: (sheet, rows)."""

    edit: SiteEdit
    followed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Expiring:
    """A qualification that an officer holds and that runs out; `left` counts dates from today, negative when gone."""

    badge: Badge
    held: Held
    left: int


class SetupDesk:
    """Reads and changes single sheets of an open database's facility."""

    def __init__(
        self, store: Store, state: Callable[[], tuple[int, Site]], now: Callable[[], datetime], session: Session
    ) -> None:
        self._store, self._state, self._now, self._session = store, state, now, session

    @needs(Action.READ_ROSTER)
    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return the rows of a sheet as text, in the order of its columns; times are the facility's wall times."""
        return sheet_rows(self._as_read(self._state()[1]), name)

    @needs(Action.READ_ROSTER)
    def counts(self, columns: Sequence[tuple[str, int]], text: str) -> tuple[int, ...]:
        """Return for each (sheet, column's number) how many rows have a text there."""
        site = self._as_read(self._state()[1])
        return tuple(count_rows(site, name, column, text) for name, column in columns)

    @needs(Action.CHANGE_FACILITY)
    def change(self, name: str, changes: Sequence[RowChange], label: str) -> ChangedSite:
        """Put rows in, change them or take them out, all or nothing; the audit trail gets a row.

        Args:
            name: Name of the sheet.
            changes: At most one for each row.
            label: What is done, for the audit trail and for undo.

        Raises:
            WorkbookErrors: something is wrong with a row; `faults` says where and what is expected.
            UnwritableError: the sheet cannot be shown as text.
            DeskError: the facility would not hold together, or its data changed meanwhile.
        """
        if name in CARRIED:
            raise DeskError(f"{name} come from a feed or an import, not row by row")
        revision, before = self._state()
        changed = change_rows(self._as_read(before), name, changes)
        after = self._with_withheld(before, changed.site, changes if name == "Posts" else ())
        edit = SiteEdit.between(before, after, label)
        self._save(revision, edit, after)
        return ChangedSite(edit, changed.followed)

    @needs(Action.CHANGE_FACILITY)
    def open_watch(self, watch: Watch) -> ChangedSite:
        """Write down that a watch over an inmate opens; what is known of other watches over him then gives way.

        Raises:
            DeskError: post or times cannot be.
        """
        revision, before = self._state()
        spans = lay_over([of_watch(known) for known in before.watches], [of_watch(watch)]).spans
        after = replace(before, watches=tuple(as_watch(span) for span in spans))
        edit = SiteEdit.between(before, after, f"Watch over {watch.inmate} on {watch.post}")
        self._save(revision, edit, after)
        return ChangedSite(edit, ())

    @needs(Action.CHANGE_FACILITY)
    def apply(self, edit: SiteEdit) -> None:
        """Make an edit again, or take one back by its inverse.

        Raises:
            DeskError: what it rests on has changed meanwhile.
        """
        revision, before = self._state()
        try:
            after = edit.apply(before)
        except StaleSiteEditError as error:
            raise DeskError(str(error)) from error
        self._save(revision, edit, after)

    @needs(Action.READ_ROSTER)
    def expiring(self, today: date, days: int = 60) -> tuple[Expiring, ...]:
        """Return the qualifications that are gone or run out within `days` dates from local date `today`, first first.

        One that the officer holds anew, to a later date or for good, is left out.
        """
        found: list[Expiring] = []
        for officer in self._state()[1].officers:
            for held in officer.qualifications:
                ends = held.expires
                if ends is None or ends > today + timedelta(days=days):
                    continue
                again = (h.expires for h in officer.qualifications if h.qualification == held.qualification)
                if not any(other is None or other > ends for other in again):
                    found.append(Expiring(officer.badge, held, (ends - today).days))
        return tuple(sorted(found, key=lambda line: (line.left, line.badge)))

    @property
    def _reader(self) -> Reader:
        return read_as(self._session, Reader.COMMANDER)

    def _as_read(self, site: Site) -> Site:
        """Return the facility without what tells where nobody looks, to whom that is not told."""
        return replace(site, posts=posts_as_read(site.posts, self._reader)) if self._reader.withheld else site

    def _with_withheld(self, before: Site, after: Site, changes: Sequence[RowChange]) -> Site:
        """Return a changed facility in which posts have what was withheld as they had it before.

        Raises:
            DeskError: points were entered that are withheld from whoever enters them.
        """
        withheld = self._reader.withheld
        if not withheld:
            return after
        held = {post.code: post for post in before.posts}
        for change in changes:  # a post with another code is still the same post
            if change.row is not None and change.cells is not None:
                held.setdefault(PostCode(change.cells[0].strip()), before.posts[change.row])
        posts = []
        for post in after.posts:
            if any(factor.factor in withheld for factor in post.attention):
                raise DeskError(f"{post.code}: only {who_may(Action.READ_GUARDING)} may enter points of cameras")
            own = held[post.code].attention if post.code in held else ()
            kept = [factor for factor in own if factor.factor in withheld]
            factors = sorted((*post.attention, *kept), key=lambda factor: factor.factor)
            posts.append(replace(post, attention=tuple(factors)))
        return replace(after, posts=tuple(posts))

    def _save(self, revision: int, edit: SiteEdit, after: Site) -> None:
        if not edit.changes:
            return
        before = self._state()[1].facility
        if (after.facility.id, after.facility.zone) != (before.id, before.zone):
            raise DeskError("Id and time zone of a facility cannot change; rosters and history rest on them")
        validate(after)
        self._store.change_site(revision, after, edit, self._now(), self._session.actor)


def sheet(name: str) -> Sheet:
    """Return what a sheet and its columns are."""
    return sheet_named(name)


def referring(name: str) -> tuple[tuple[Sheet, Column], ...]:
    """Return the sheets of both places whose rows name a row of this one, with the column that names it."""
    every = (sheet_named(other) for other in (*ABOUT_THE_PLACE, *ABOUT_OFFICERS) if other != name)
    return tuple((other, column) for other in every for column in other.columns if column.refers == name)
