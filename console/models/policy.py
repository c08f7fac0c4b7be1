"""The policy as it holds on a date: one row for each use of a rule, and one for each rule not in use."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from console.document.words import day, full
from console.widgets.quiet_table import BOLD_ROLE, PILL_ROLE, QUIET_ROLE
from console.widgets.sorted_rows import SortedRows
from scheduler.api import value_text
from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.words import Severity
from scheduler.language import speech
from scheduler.rule import InvalidSettingError, Rule, SettingInfo, read_config, settings_of
from scheduler.rules import RULES

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Rule", "What it asks", "When broken", "Counts in", "Since", "Source")
RULE, ASKS, BROKEN, COUNTS, SINCE, SOURCE = range(len(COLUMNS))
NOT_IN_USE = "not in use"
TONES = {"never": "stop_quiet", "stop": "stop_quiet", "ask": "ask"}
SEVERITY_WORDS = {
    Severity.NEVER: "never: no one may",
    Severity.STOP: "stop: waiver or mend it",
    Severity.ASK: "ask: give a reason",
    Severity.SHOW: "show: worth knowing",
    Severity.PRICED: "priced: only weighed",
}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One use of a rule (`entry`), or a rule that no entry in force uses (`entry` None)."""

    rule: Rule
    entry: PolicyEntry | None
    sentence: str
    tier: str

    @property
    def severity(self) -> str:
        """Return the severity as a word, "not in use" for none."""
        return self.entry.severity.value if self.entry is not None else NOT_IN_USE


class PolicyModel(SortedRows):
    """The uses of rules on one date, in the order in which printed policies list rules."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._all: tuple[PolicyRow, ...] = ()
        self._words = ""
        self._severity: str | None = None
        self.policy = Policy()
        self.on = date.min

    def show_policy(self, policy: Policy, on: date) -> None:
        """Show what holds on local date `on`."""
        self.policy, self.on = policy, on
        self._all = rows_of(policy, on)
        self._filter()

    def set_filter(self, words: str | None = None, severity: str | None = "") -> None:
        """Show only rows with these words, and of one severity (None: of any; "": as before)."""
        if words is not None:
            self._words = words.casefold().strip()
        if severity != "":
            self._severity = severity
        self._filter()

    def counts(self) -> dict[str, int]:
        """Return how many rows there are of each severity, whatever the filter."""
        found: dict[str, int] = {}
        for row in self._all:
            found[row.severity] = found.get(row.severity, 0) + 1
        return found

    @property
    def severity_filter(self) -> str | None:
        """The only severity shown, None for all."""
        return self._severity

    @property
    def hidden_count(self) -> int:
        """How many rows the filter hides."""
        return len(self._all) - len(self._rows)

    def row(self, index: Index) -> PolicyRow | None:
        """Return a row."""
        found: PolicyRow | None = self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None
        return found

    def row_number(self, entry_id: str) -> int:
        """Return the row of an entry by its id, -1 when it is not shown."""
        return next((n for n, r in enumerate(self._rows) if r.entry is not None and r.entry.id == entry_id), -1)

    def _filter(self) -> None:
        self.beginResetModel()
        shown = tuple(
            row
            for row in self._all
            if (self._severity is None or row.severity == self._severity) and self._words in _searched(row)
        )
        self._set_rows(shown)
        self.endResetModel()

    def sort_key(self, number: int, column: int) -> Any:
        """Order by gravity, by date, or by words."""
        row: PolicyRow = self._given[number]
        if column == BROKEN:
            return list(Severity).index(row.entry.severity) if row.entry is not None else len(Severity)
        if column == SINCE:
            return row.entry.effective if row.entry is not None else date.max
        return _cells(row)[column].casefold()

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Uses of rules."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """See `COLUMNS`."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        row = self.row(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _cells(row)[index.column()]
        if role == PILL_ROLE:
            return (row.severity, TONES.get(row.severity, "plain")) if index.column() == BROKEN else None
        if role == BOLD_ROLE:
            return index.column() == RULE
        if role == QUIET_ROLE:
            return row.entry is None or index.column() not in (RULE, ASKS)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLUMNS[index.column()]}: {_cells(row)[index.column()]}"
        return None


def rows_of(policy: Policy, on: date) -> tuple[PolicyRow, ...]:
    """Return a row for each entry in force on local date `on`, in the order of `RULES`, then the rules without any."""
    held = policy.in_force(on)
    tiers = {tier.key: tier.name for tier in policy.tiers}
    used, unused = [], []
    for rule in RULES:
        own = [entry for entry in held if entry.rule == rule.key]
        for entry in own:
            used.append(PolicyRow(rule, entry, sentence(rule, entry), tiers.get(entry.tier or "", "")))
        if not own:
            unused.append(PolicyRow(rule, None, str(rule.describe(rule.Config())), ""))
    return (*used, *unused)


def sentence(rule: Rule, entry: PolicyEntry) -> str:
    """Return what the rule asks with the entry's numbers, in its own words."""
    try:
        return str(rule.describe(read_config(rule.Config, entry)))
    except InvalidSettingError as error:
        return f"This entry cannot be read: {error}"


class Number(NamedTuple):
    """One setting as it is read and changed.

    Attributes:
        name: Its name in the entry.
        label: What it is, with its unit.
        value: What it is now.
        words: Label, value and range in words.
        span: The least and the most that it may be, in words; "" where nothing is said.
        choices: All that it may be, where that is a few words: value and words of each.
    """

    name: str
    label: str
    value: int | bool | str
    words: str
    span: str
    choices: tuple[tuple[int | str, str], ...]


def numbers(rule: Rule, entry: PolicyEntry | None) -> list[Number]:
    """Return every setting of a rule: the entry's value or the default."""
    values = {f.name: getattr(rule.Config(), f.name) for f in fields(rule.Config)}
    values |= {item.name: item.value for item in entry.settings} if entry is not None else {}
    found = []
    for declared, info in settings_of(rule.Config):
        value = values[declared.name]
        choices = choices_of(info.unit, value)
        span = "" if choices else span_of(declared.name, info)
        unit = "" if choices or isinstance(value, bool) else f" ({info.unit})"
        told = dict(choices).get(value) or value_text(declared.name, info, value)
        words = f"{info.label}: {told}" + (f"  ({span})" if span else "")
        found.append(Number(declared.name, f"{info.label}{unit}", value, words, span, choices))
    return found


def choices_of(unit: str, value: int | bool | str) -> tuple[tuple[int | str, str], ...]:
    """Return value and words of all that a unit such as "any, day or night", or "weekday", lists; else nothing."""
    if unit == "weekday":
        return tuple(enumerate(speech().days))
    words = tuple(unit.replace(" or ", ", ").split(", "))
    is_list = isinstance(value, str) and len(words) > 1 and value in words
    return tuple((word, word.replace("_", " ")) for word in words) if is_list else ()


def span_of(name: str, info: SettingInfo) -> str:
    """Return what a setting may be in words such as "0 to 48 h", "" where any value is allowed."""
    told = [value_text(name, info, end) if end is not None else "" for end in (info.least, info.most)]
    if all(told):
        same = told[0].partition(" ")[2].rstrip("s") == told[1].partition(" ")[2].rstrip("s")
        return f"{told[0].partition(' ')[0] if same else told[0]} to {told[1]}"
    return f"at least {told[0]}" if told[0] else f"at most {told[1]}" if told[1] else ""


def history(policy: Policy, entry_id: str) -> list[PolicyEntry]:
    """Return every entry ever made under an id, the latest effective date first."""
    found = [(entry.effective, n, entry) for n, entry in enumerate(policy.entries) if entry.id == entry_id]
    return [entry for *_, entry in sorted(found, key=lambda x: (x[0], x[1]), reverse=True)]


def history_line(entry: PolicyEntry, rule: Rule) -> str:
    """Return one line of an entry's history: from when, how grave, and what it asked."""
    if not entry.is_enabled:
        return f"From {full(entry.effective)}: ended"
    return f"From {full(entry.effective)}: {entry.severity.value}. {sentence(rule, entry)}"


def _cells(row: PolicyRow) -> tuple[str, ...]:
    entry = row.entry
    if entry is None:
        return row.rule.title, row.sentence, NOT_IN_USE, "", "", ""
    since = f"{day(entry.effective)} {entry.effective.year}" if entry.effective > date.min else ""
    return row.rule.title, row.sentence, SEVERITY_WORDS[entry.severity], row.tier, since, entry.source


def _searched(row: PolicyRow) -> str:
    name = row.entry.id if row.entry is not None else row.rule.key
    return " ".join((*_cells(row), name, row.entry.agreement if row.entry is not None else "")).casefold()
