"""The briefing sheet of a watch: read, put into words for supervisors or for the muster, saved, printed, signed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from console.document import RosterDocument
from console.document.briefing import Section, SheetWords, page_of
from console.document.words import count, day, full, weekday
from console.now import utc_now
from console.operations import shift_log
from scheduler.api import Action, Briefing, Desk, DeskError, DeviationRecord, Due, DueKind, Gap, Line, Watch
from scheduler.api.audit import words_of as in_print
from scheduler.domain.clock import Clock
from scheduler.domain.words import Badge, Minute, ShiftCode, TourKind

SUPERVISORS, MUSTER = "Supervisors' copy", "Muster copy"
COPIES = (SUPERVISORS, MUSTER)
EMPTY = "EMPTY"
"""What stands where nobody is and somebody must be, as on the wall."""
POSTS = ("Post", "Where", "Officer", "From", "To", "Note")
RELIEFS = ("When", "Post", "What", "Relieved by")
_TOLD_KINDS = {
    TourKind.HOLD_OVER: "held over",
    TourKind.EARLY_CALL_IN: "called in early",
    TourKind.VOLUNTARY_OVERTIME: "overtime",
    TourKind.MANDATED_OVERTIME: "mandated overtime",
    TourKind.SWAP: "swap",
}
_ON_A_WALL = frozenset({TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN})
Say = Callable[[Badge], str]


def usual(document: RosterDocument) -> tuple[date, ShiftCode] | None:
    """Return the watch whose sheet is shown first: the next one where it is near, else the running one."""
    if document.desk is None:
        return None
    try:
        found = document.desk.briefing.usual()
    except DeskError:
        return None
    return (found.on, found.shift) if found is not None else None


def watches(document: RosterDocument, on: date) -> tuple[Watch, ...]:
    """Return the watches that start on a local date, by start."""
    if document.desk is None:
        return ()
    try:
        return document.desk.shift_log.watches(on)
    except DeskError:
        return ()


def named(document: RosterDocument, watch: Watch) -> str:
    """Return a watch as it is chosen: "Night watch, 18:00 to 06:00"."""
    clock = _clock(document.desk) if document.desk is not None else Clock("UTC")
    return f"{watch.name or watch.shift}, {clock.local(watch.start):%H:%M} to {clock.local(watch.end):%H:%M}"


def reading(document: RosterDocument, on: date, shift: ShiftCode, is_muster: bool) -> Callable[[], SheetWords] | None:
    """Return what reads a sheet, away from the window; None where no facility is open."""
    desk = document.desk
    if desk is None or desk.is_empty():
        return None

    def read() -> SheetWords:
        found = desk.briefing.read(on, shift)
        facility = desk.facility()
        chosen = found.for_muster() if is_muster else found
        words = words_of(chosen, facility.name, desk.names(), Clock(facility.zone))
        return words if is_muster else replace(words, foot=f"{words.foot} {_anchored(desk)}".strip())

    return read


def _anchored(desk: Desk) -> str:
    """Return how far the audit log has come, to be held against it later; "" where it holds nothing."""
    if not desk.session.may(Action.READ_ROSTER) and not desk.session.may(Action.READ_AUDIT):
        return ""
    anchor = desk.audit_log.anchor()
    return f"Audit log, for fairwatch audit verify --anchor: {in_print(anchor)}" if anchor is not None else ""


def words_of(sheet: Briefing, facility: str, names: Mapping[Badge, str], clock: Clock) -> SheetWords:
    """Return a sheet in words; an officer whose name is not known is called by his badge."""

    def say(badge: Badge) -> str:
        return names.get(badge, str(badge))

    watch = sheet.watch
    made = clock.local(Minute(int(utc_now().timestamp()) // 60))
    foot = f"From the published roster, as it stood on {weekday(made.date())} at {made:%H:%M}."
    return SheetWords(
        title=f"{watch.name or watch.shift}, {full(watch.on)}",
        facility=facility,
        copy="Muster copy." if sheet.is_muster else "For supervisors only.",
        lead=_lead(sheet, say, clock),
        sections=_for_muster(sheet, say, clock) if sheet.is_muster else _for_supervisors(sheet, names, say, clock),
        foot=foot,
        is_muster=sheet.is_muster,
    )


def _lead(sheet: Briefing, say: Say, clock: Clock) -> tuple[str, ...]:
    watch = sheet.watch
    when = f"{_time(watch.start, clock)} to {_time(watch.end, clock)}."
    if not sheet.is_published:
        return (when, f"Nothing is published for {day(watch.on)}.")
    held = list(dict.fromkeys(f"{say(t.badge)} ({t.post})" for t in sheet.supervisors))
    lead = f"In charge by the roster: {', '.join(held)}." if held else "The roster has no supervisor on this watch."
    missing = sum(line.missing for line in sheet.lines)
    must = sum(line.minimum for line in sheet.lines)
    full_words = f"All {count(must, 'officer')} that must be there are rostered."
    short = f"{count(missing, 'officer')} below the minimum of {must}." if missing else full_words
    return (when, lead, short)


def _for_muster(sheet: Briefing, say: Say, clock: Clock) -> tuple[Section, ...]:
    parts = [_posts(sheet, say, clock)]
    if sheet.apart:
        who = sorted({say(tour.badge) for tour in sheet.apart})
        parts.append(Section(title="Told by the supervisor", rows=tuple((name,) for name in who)))
    return (*parts, *_drawn(sheet, say))


def _for_supervisors(sheet: Briefing, names: Mapping[Badge, str], say: Say, clock: Clock) -> tuple[Section, ...]:
    notes = tuple(
        (
            f"{weekday(clock.local(e.performed_at).date())} {_time(e.performed_at, clock)}",
            str(e.post or e.area or ""),
            e.text,
            e.by,
        )
        for e in (thread.standing for thread in sheet.notes)
    )
    changes = tuple(
        (
            f"{weekday(clock.local(line.at).date())} {_time(line.at, clock)}",
            str(line.post or ""),
            shift_log.words_of(line, names, clock).text,
        )
        for line in sheet.changes
    )
    signed = tuple(
        (f"Read by {e.by}, {weekday(clock.local(e.entered_at).date())} {_time(e.entered_at, clock)}.",)
        for e in sheet.read_by
    )
    return (
        Section(title="Handed on", heads=("When", "Where", "What", "By"), rows=notes, none="Nothing was handed on."),
        Section(
            title="Since the watch before",
            heads=("When", "Post", "What"),
            rows=changes,
            none="No event, call or swap was recorded.",
        ),
        _posts(sheet, say, clock),
        *_drawn(sheet, say),
        Section(
            title="Reliefs",
            heads=RELIEFS,
            rows=(*(_due(due, say, clock) for due in sheet.due), *_without(sheet, say)),
            none="No relief is planned.",
        ),
        Section(title="Hand-over", rows=signed, none="Not signed yet. Name ______________________  Time __________"),
    )


def _posts(sheet: Briefing, say: Say, clock: Clock) -> Section:
    rows: list[tuple[str, ...]] = []
    alerts = set()
    for line in sheet.lines:
        code, name = str(line.post.code), line.post.name
        for tour in line.tours:
            note = "" if sheet.is_muster and tour.kind not in _ON_A_WALL else _TOLD_KINDS.get(tour.kind, "")
            rows.append((code, name, say(tour.badge), _time(tour.start, clock), _time(tour.end, clock), note))
            code = name = ""
        for gap in line.gaps:
            alerts.add(len(rows))
            record = sheet.reasons.get((line.post.code, line.watch.on, line.watch.shift))
            rows.append((code, name, EMPTY, *_gap(line, gap, record, sheet.is_muster, clock)))
            code = name = ""
    none = "Posts are drawn at muster." if sheet.to_be_drawn else "No post is rostered."
    return Section(title="Posts", heads=POSTS, rows=tuple(rows), none=none, alerts=frozenset(alerts))


def _gap(line: Line, gap: Gap, record: DeviationRecord | None, is_muster: bool, clock: Clock) -> tuple[str, str, str]:
    """Return from when to when officers are missing, how many of several, and why, as far as that is told."""
    number = count(gap.missing, "officer") if gap.missing > 1 else ""
    why = "" if is_muster else _reason(record) if record is not None else "no reason written down yet"
    note = ", ".join(part for part in (number, why) if part)
    return _time(gap.start, clock), _time(gap.end, clock), note


def _reason(record: DeviationRecord) -> str:
    note = record.note
    done = f"{note.status.value} with {note.combined_with}" if note.combined_with is not None else note.status.value
    return f"{done}: {note.words or note.reason.value}; {note.mitigation}"


def _drawn(sheet: Briefing, say: Say) -> tuple[Section, ...]:
    if not sheet.to_be_drawn:
        return ()
    who = sorted({say(tour.badge) for tour in sheet.to_be_drawn})
    return (Section(title="At muster, posts still to be drawn", rows=tuple((name,) for name in who)),)


def _due(due: Due, say: Say, clock: Clock) -> tuple[str, ...]:
    who = say(due.reliever) if due.reliever is not None else "nobody is planned"
    if due.kind is DueKind.MEAL:
        return _time(due.at, clock), str(due.post), f"meal of {say(due.badge)}", who
    what = f"stint of {say(due.badge)}, at the latest {_time(due.by, clock)}"
    return _time(due.at, clock), str(due.post), what, who


def _without(sheet: Briefing, say: Say) -> tuple[tuple[str, ...], ...]:
    return tuple(("", str(post), f"meal of {say(badge)}", "nobody is left") for badge, post in sheet.without_meal)


def signed_by_me(document: RosterDocument, on: date, shift: ShiftCode) -> bool:
    """Return whether whoever works here has signed that the hand-over was read."""
    desk = document.desk
    if desk is None:
        return False
    try:
        return any(entry.by == desk.actor for entry in desk.shift_log.read_by(on, shift))
    except DeskError:
        return False


def acknowledge(document: RosterDocument, on: date, shift: ShiftCode) -> str:
    """Sign that the hand-over of a watch was read; return why not, "" where it was."""
    if document.desk is None:
        return "No database is open."
    try:
        document.desk.shift_log.acknowledge(on, shift)
    except DeskError as error:
        return f"{str(error).rstrip('.')}. Nothing was signed."
    return ""


def may_sign(document: RosterDocument) -> bool:
    """Return whether whoever works here can take over a watch."""
    return document.desk is not None and document.may(Action.KEEP_LOG)


def save(document: RosterDocument, words: SheetWords, path: Path) -> str:
    """Write a sheet to an HTML file; return what came of it in a sentence."""
    if document.desk is None:
        return "Open a database first."
    try:
        document.desk.audit_log.export_page("muster copy" if words.is_muster else "briefing", page_of(words), path)
    except DeskError as error:
        return f"Nothing was saved: {str(error).rstrip('.')}."
    return f"Saved to {path}."


def note_printed(document: RosterDocument, on: date, shift: ShiftCode, is_muster: bool) -> str:
    """Note that a copy is printed; return why it must not be, "" where it may."""
    if document.desk is None:
        return "No database is open."
    try:
        document.desk.briefing.note_printed(on, shift, is_muster)
    except DeskError as error:
        return f"Nothing was printed: {str(error).rstrip('.')}."
    return ""


def _clock(desk: Desk) -> Clock:
    return Clock(desk.facility().zone)


def _time(at: Minute, clock: Clock) -> str:
    return f"{clock.local(at):%H:%M}"
