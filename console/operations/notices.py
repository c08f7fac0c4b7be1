"""Notices of a published roster: what was changed for whom, in words, and who has acknowledged it."""

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import count, weekday
from scheduler.api import TO_BE_DRAWN, DeskError, Notice
from scheduler.domain.compared import CellChange, ChangeKind
from scheduler.domain.roster import Tour


def of_latest(document: RosterDocument) -> tuple[Notice, ...]:
    """Return the notices of the latest version, and those of earlier ones that nobody has acknowledged, by officer."""
    desk, id = document.desk, document.roster_id
    if desk is None or id is None:
        return ()
    try:
        latest = desk.notices.of_version(id)
        known = {(notice.version, notice.badge) for notice in latest}
        older = [notice for notice in desk.notices.waiting(id) if (notice.version, notice.badge) not in known]
    except DeskError as error:
        document.failed.emit(str(error))
        return ()
    name = document.facts.name if document.facts is not None else str
    return tuple(sorted((*latest, *older), key=lambda n: (n.read_at is not None, name(n.badge).casefold(), -n.version)))


def acknowledge(document: RosterDocument, notices: tuple[Notice, ...]) -> int:
    """Note that officers have read their notices; return for how many that worked."""
    if document.desk is None:
        return 0
    done = 0
    for notice in notices:
        try:
            document.desk.notices.acknowledge(notice.roster, notice.version, notice.badge)
        except DeskError as error:
            document.failed.emit(str(error))
        else:
            done += 1
    return done


def lines(notice: Notice, facts: Facts) -> list[str]:
    """Return one line for each change of a notice, in the officer's own words."""
    return [_line(change, facts, notice.is_first) for change in notice.changes]


def summary(notices: tuple[Notice, ...]) -> str:
    """Return how many have acknowledged and how many have not."""
    if not notices:
        return "Nothing was changed for anybody, or nothing is published yet."
    waiting = sum(1 for notice in notices if notice.read_at is None)
    if not waiting:
        return f"All {count(len(notices), 'notice')} acknowledged."
    return f"{waiting} of {count(len(notices), 'notice')} not acknowledged yet."


def _line(change: CellChange, facts: Facts, is_first: bool) -> str:
    left, right = (" and ".join(_tour(tour, facts) for tour in tours) for tours in (change.before, change.after))
    said = {
        ChangeKind.ADDED: f"you are on {right}" if not is_first else right,
        ChangeKind.REMOVED: f"you are no longer on {left}",
        ChangeKind.MOVED: f"you are on {right} instead of {left}",
    }[change.kind]
    return f"{weekday(change.on)}: {said}"


def _tour(tour: Tour, facts: Facts) -> str:
    post = "a post drawn at muster" if tour.post == TO_BE_DRAWN else tour.post
    overtime = ", overtime" if tour.kind.is_overtime else ""
    return f"{post}, {facts.times(tour)}{overtime}"
