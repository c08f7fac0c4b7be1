"""The two logs that stand in a backup's rows, as the lines of the files that the verifier reads."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from scheduler.audit import Head, Seal, end_line, line_of
from scheduler.identity.stream import COMMIT, EventSeal, Opening, event_line, hash_of_body
from scheduler.storage.trail import subjects_list

_SEAL = ("salt", "digest", "previous", "hash", "key", "mac")
_EVENT_SEAL = ("previous", "hash", "key", "mac")
_HEAD = ("log", "number", "hash", "key", "mac")
_KEYS = {
    **dict.fromkeys(("audit", "audit_seal", "audit_head", "stream_head"), "id"),
    "stream_event": "number",
    "stream_day": "day",
}


class LogRows:
    """Takes the rows of a backup as they are read, and keeps what belongs to a log.

    What is written in the backup is given as it is, right or wrong. Methods raise `KeyError`, `TypeError` or
    `ValueError` where rows are not those of logs at all.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[object, Mapping[str, Any]]] = {name: {} for name in _KEYS}

    def take(self, table: str, columns: Sequence[str], row: Sequence[object]) -> None:
        """Take a row of any table."""
        if table not in _KEYS:
            return
        found: dict[str, Any] = dict(zip(columns, row, strict=True))
        if table == "stream_event":
            # There may be many, and each is large.
            found["body"] = hash_of_body(found["body"])
        self._kept[table][found[_KEYS[table]]] = found

    def audit_lines(self) -> list[bytes]:
        """Return the audit log as the lines of an audit file, nothing for an empty log."""
        end, lines = self._end("audit_head"), []
        for number, row in self._kept["audit"].items():
            of = self._kept["audit_seal"].get(number, {})
            seal = Seal(**{name: of.get(name) or "" for name in _SEAL})
            subjects = subjects_list(row["subjects"])
            log = "" if end is None else end.log
            lines.append(
                line_of(log, row["id"], row["at"], row["action"], row["facility_id"], row["actor"], subjects, seal)
            )
        return lines if end is None else [*lines, end_line(end)]

    def stream_lines(self) -> list[bytes] | None:
        """Return the sealed log as the lines of a stream file, None where it has not begun."""
        end = self._end("stream_head")
        log, lines = "" if end is None else end.log, []
        for row in self._kept["stream_event"].values():
            seal = EventSeal(body=row["body"], **{name: row[name] for name in _EVENT_SEAL})
            lines.append(event_line(log, row["number"], seal))
        for row in self._kept["stream_day"].values():
            of = {name: row[name] for name in ("log", "number", "hash", "salt")}
            lines.append(Opening(day=date.fromisoformat(row["day"]), **of).line())
        if end is not None:
            lines.append(end_line(end))
        is_told_of = any(row["action"] == COMMIT for row in self._kept["audit"].values())
        return lines if lines or is_told_of else None

    def _end(self, table: str) -> Head | None:
        row = next(iter(self._kept[table].values()), None)
        return None if row is None else Head(**{name: row[name] for name in _HEAD})
