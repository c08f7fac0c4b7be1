"""The posts of the running day as a table."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from console.document.today import DayWords, PostWords
from console.widgets.quiet_table import BOLD_ROLE, PILL_ROLE, QUIET_ROLE, TextTable

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Post", "Where", "Priority", "Now", "There", "Meal relief", "Next watch", "There then", "Attention")
POST, WHERE, PRIORITY, NOW, STAFFING, MEAL, THEN, STAFFING_THEN, ATTENTION = range(len(COLUMNS))
EMPTY = "empty"
"""What stands where nobody is, on a post that asks for somebody."""
PRIORITIES = ("critical", "mandatory", "pull")


class TodayModel(TextTable):
    """A post a row; what is short is a word in a filled frame, everything else is quiet."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without posts."""
        super().__init__(parent)
        self._posts: tuple[PostWords, ...] = ()
        self.set_table(COLUMNS, ())

    def show(self, words: DayWords) -> None:
        """Show a moment."""
        self._posts = words.posts
        rows = [
            (p.code, p.name, p.priority, _held(p.now, p.staffing), p.staffing, p.meal, _held(p.then, p.staffing_then),
             p.staffing_then, p.band)
            for p in words.posts
        ]  # fmt: skip
        keys: dict[int, list[float]] = {
            PRIORITY: [PRIORITIES.index(p.priority) for p in words.posts],
            STAFFING: [-p.missing for p in words.posts],
            STAFFING_THEN: [-p.missing_then for p in words.posts],
            ATTENTION: [-p.points for p in words.posts],
        }
        self.set_table(COLUMNS, rows, frozenset(), keys)

    def post_at(self, row: int) -> PostWords:
        """Return what stands in a row."""
        return self._posts[self.given_row(row)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        column = index.column()
        if role == PILL_ROLE:
            post = self.post_at(index.row())
            missing = {STAFFING: post.missing, STAFFING_THEN: post.missing_then}.get(column, 0)
            text = super().data(index)
            return (text, "stop" if column == STAFFING else "stop_quiet") if missing and text else None
        if role == QUIET_ROLE:
            return column in (WHERE, PRIORITY, MEAL) or super().data(index) == EMPTY
        if role == BOLD_ROLE:
            return column == POST
        return super().data(index, role)


def _held(who: str, staffing: str) -> str:
    return who or (EMPTY if staffing else "")
