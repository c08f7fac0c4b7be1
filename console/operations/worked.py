"""What was really worked, in words: the sheet of a day, closing it, correcting a closed one, planned beside worked."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from console.document import RosterDocument
from console.document.words import count, day, full
from console.operations.reports import Report
from scheduler.api import Action, DaySheet, Desk, DeskError, WorkedAge, WorkedNote
from scheduler.domain.roster import Period
from scheduler.rule import hours

TITLE = "Planned and worked"
COLUMNS = ("Officer", "Planned", "Worked", "Difference", "Held over", "Early", "Called in", "Duties", "Missing")


def planned_and_worked(desk: Desk, period: Period) -> Report:
    """Return planned beside worked hours of the closed days among the dates, by officer, and how old that is."""
    names, found = desk.names(), desk.worked.compared(period.first, period.last)
    rows = tuple(
        (
            names.get(line.badge, line.badge),
            hours(line.planned),
            hours(line.worked),
            _signed(line.difference),
            hours(line.held_over),
            hours(line.early),
            hours(line.called_in),
            hours(line.duty),
            hours(line.missing),
        )
        for line in found
    )
    closed = len(desk.worked.closes(period.first, period.last))
    if found:
        sums = hours(sum(line.planned for line in found)), hours(sum(line.worked for line in found))
        words = f"{count(closed, 'closed day')} of {period.days}: {sums[0]} planned, {sums[1]} worked."
    else:
        words = "None of these days is closed yet, so the plan counts as worked."
    return Report(
        title=TITLE,
        sentence=f"{words} {age_words(desk.worked.age())}",
        columns=COLUMNS,
        rows=rows,
        figures=frozenset(range(1, len(COLUMNS))),
        keys={3: [line.difference for line in found]},
    )


def _signed(minutes: int) -> str:
    return f"-{hours(-minutes)}" if minutes < 0 else hours(minutes)


def age_words(age: WorkedAge) -> str:
    """Return how far back days are closed, in a sentence."""
    through = full(age.through) if age.through is not None else ""
    if not age.open:
        return f"Every day is closed up to {through}." if through else "No day has passed yet."
    waiting = f"{count(len(age.open), 'day')} before today {'is' if len(age.open) == 1 else 'are'} open"
    first = f", the first one {day(age.open[0])}."
    return f"Days are closed up to {through}; {waiting}{first}" if through else f"{waiting}{first}"


def usual_day(document: RosterDocument) -> date:
    """Return the day that is looked at first: the earliest open one, else yesterday."""
    yesterday = document.today() - timedelta(days=1)
    if document.desk is None:
        return yesterday
    try:
        return next(iter(document.desk.worked.age().open), yesterday)
    except DeskError:
        return yesterday


def sheet_of(document: RosterDocument, on: date) -> DaySheet | str:
    """Return the sheet of a day, or why it cannot be read."""
    if document.desk is None:
        return "No database is open."
    try:
        return document.desk.worked.sheet(on)
    except DeskError as error:
        return f"{str(error).rstrip('.')}."


def may_close(document: RosterDocument) -> bool:
    """Return whether whoever works here may close days and correct closed ones."""
    return document.desk is not None and document.desk.session.may(Action.CLOSE_DAY)


def sheet_words(sheet: DaySheet, exceptions: int, changes: int) -> str:
    """Return where a day stands, in a sentence, with how many lines are other than planned and how many not saved."""
    state = f"{count(len(sheet.lines), 'line')}, {exceptions} other than planned."
    if sheet.close is not None:
        state += f" Closed by {sheet.close.by}: what is changed now is a correction, and the original stays."
    elif sheet.open_reason:
        state += f" {sheet.open_reason}."
    else:
        state += " What is not changed here counts as planned once the day is closed."
    return f"{state} {count(changes, 'change')} not saved yet." if changes else state


def enter(document: RosterDocument, notes: Iterable[WorkedNote]) -> str:
    """Write down what was worked; return why not, "" where it was."""
    return _done(document, lambda desk: desk.worked.enter(notes))


def close_day(document: RosterDocument, on: date, notes: Iterable[WorkedNote]) -> str:
    """Write down what was worked and close the day; return why not, "" where it was."""
    return _done(document, lambda desk: desk.worked.close_day(on, notes))


def _done(document: RosterDocument, act: Callable[[Desk], object]) -> str:
    if document.desk is None:
        return "No database is open."
    try:
        act(document.desk)
    except DeskError as error:
        return f"{str(error).rstrip('.')}. Nothing was written down."
    return ""
