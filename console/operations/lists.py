"""Lists of other systems: read, looked at, taken over, taken back."""

from collections.abc import Callable
from pathlib import Path

from console.background import attend
from console.document import RosterDocument
from console.document.words import count
from console.operations import exchange
from scheduler.api import Desk, DeskError
from scheduler.api.imports import WANTED, ColumnPlan, ForeignTable, ImportKind, ListPreview, tables_of


def reading(path: Path) -> Callable[[], tuple[ForeignTable, ...]]:
    """Return what reads the tables of a file, away from the window."""
    return lambda: tables_of(path)


def suggested(document: RosterDocument, table: ForeignTable, kind: ImportKind) -> ColumnPlan:
    """Return how the same headings were read last, or what they say."""
    try:
        return document.desk.imports.suggest(table, kind) if document.desk is not None else ColumnPlan(fields={})
    except DeskError as error:
        document.failed.emit(str(error))
        return ColumnPlan(fields={})


def checking(desk: Desk, table: ForeignTable, kind: ImportKind, plan: ColumnPlan) -> Callable[[], ListPreview]:
    """Return work that looks at what taking a list over would do; it touches no window, and raises DeskError."""
    return lambda: desk.imports.preview(table, kind, plan)


def why(error: Exception) -> str:
    """Return why a list could not be looked at, in a sentence; raises again what is no such thing."""
    if not isinstance(error, DeskError):
        raise error
    return str(error)


def take(document: RosterDocument, found: ListPreview) -> str:
    """Take a list over; return what was done in a sentence, "" where it was not."""
    desk = document.desk
    if desk is None:
        return ""
    try:
        attend(lambda: desk.imports.take(found))
    except DeskError as error:
        document.failed.emit(str(error))
        return ""
    exchange.reload(document)
    new, changed = count(found.new, "row"), f"{found.changed:,} changed"
    return f"{WANTED[found.kind].title} from {found.table.source} taken over: {new} new, {changed}."


def last(document: RosterDocument) -> str:
    """Return the last import that can be taken back, in words; "" for none."""
    every = document.desk.imports.every() if document.desk is not None else ()
    undone = {made.undoes for made in every}
    for made in reversed(every):
        if made.undoes is None and made.number not in undone and made.patches:
            return f"{WANTED[ImportKind(made.kind)].title} from {made.source}"
    return ""


def take_back(document: RosterDocument) -> str:
    """Take the last import back; return what was done in a sentence, "" where it was not."""
    desk = document.desk
    if desk is None:
        return ""
    try:
        made = attend(desk.imports.undo)
    except DeskError as error:
        document.failed.emit(str(error))
        return ""
    exchange.reload(document)
    return f"{WANTED[ImportKind(made.kind)].title} from {made.source} taken back."
