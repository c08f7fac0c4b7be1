"""What payroll was told, in and out of the database. Rows are only added."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from scheduler.domain.payroll import PayrollEntry, PayrollExport, PayrollTemplate
from scheduler.domain.words import Badge
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import needed
from scheduler.storage.tables.payroll import PayrollEntryRow, PayrollExportRow
from scheduler.wire import decode, encode


class PayrollStore:
    """The part of an open database that holds exports of payroll. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def exports(self) -> tuple[PayrollExport, ...]:
        """Return all exports to all receivers, oldest first."""
        with reading(self._engine, self._path) as connection:
            return _exports(connection, needed(connection).id)

    def add(self, export: PayrollExport, seen: int, noted: tuple[str, ...]) -> None:
        """Write an export down.

        Args:
            export: It; its number is the next one of all.
            seen: Number of the export before it to the same receiver, 0 for none.
            noted: What the audit log notes of its files.

        Raises:
            DeskError: somebody exported to this receiver, or to another one, meanwhile.
        """
        t = PayrollExportRow
        template, number = export.template, export.number
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            before = select(t.id).where(t.facility_id == of, t.receiver == template.name).order_by(t.id.desc())
            newest = connection.execute(select(t.id).order_by(t.id.desc())).scalar() or 0
            if (connection.execute(before).scalar() or 0) != seen or newest != number - 1:
                raise DeskError(f"Somebody exported payroll to {template.name} meanwhile; look at it again")
            values: dict[str, object] = {
                "id": number,
                "facility_id": of,
                "receiver": template.name,
                "template": encode(template).decode(),
            }
            values |= {"first": export.first, "last": export.last, "at": export.at, "by": export.by}
            connection.execute(insert(t).values(values))
            if export.entries:
                connection.execute(insert(PayrollEntryRow), [_row(of, number, entry) for entry in export.entries])
            dates = (f"from:{export.first}", f"to:{export.last}")
            subjects = (f"payroll:{number}", f"receiver:{template.name}", *dates, *noted)
            trail.record(connection, of, export.at, export.by, "export payroll", *subjects)

    def note_again(self, export: PayrollExport, at: datetime, actor: str, noted: tuple[str, ...]) -> None:
        """Note that the file of an export was written again."""
        with writing(self._engine, self._path) as connection:
            subjects = (f"payroll:{export.number}", f"receiver:{export.template.name}", *noted)
            trail.record(connection, needed(connection).id, at, actor, "export payroll again", *subjects)


def _row(of: str, export: int, entry: PayrollEntry) -> dict[str, object]:
    number, line = entry.reverses or (None, None)
    return {
        "facility_id": of,
        "export_id": export,
        "number": entry.number,
        "badge": entry.badge,
        "on": entry.on,
        "code": entry.code,
        "minutes": entry.minutes,
        "first": entry.first,
        "last": entry.last,
        "reversed_export": number,
        "reversed_number": line,
    }


def _exports(connection: Connection, of: str) -> tuple[PayrollExport, ...]:
    t, e = PayrollExportRow, PayrollEntryRow
    entries: dict[int, list[PayrollEntry]] = defaultdict(list)
    lines = (
        select(
            e.export_id, e.number, e.badge, e.on, e.code, e.minutes,
            e.first, e.last, e.reversed_export, e.reversed_number,
        )
        .where(e.facility_id == of)
        .order_by(e.export_id, e.number)
    )  # fmt: skip
    for export, number, badge, on, code, minutes, first, last, before, line in connection.execute(lines):
        entries[export].append(
            PayrollEntry(
                number=number,
                badge=Badge(badge),
                on=on,
                code=code,
                minutes=minutes,
                first=first,
                last=last,
                reverses=(before, line) if before is not None and line is not None else None,
            )
        )
    heads = select(t.id, t.template, t.first, t.last, t.at, t.by).where(t.facility_id == of).order_by(t.id)
    return tuple(
        PayrollExport(
            number=number,
            template=decode(template.encode(), PayrollTemplate, f"template of export {number}"),
            first=first,
            last=last,
            entries=tuple(entries[number]),
            at=at,
            by=by,
        )
        for number, template, first, last, at, by in connection.execute(heads)
    )
