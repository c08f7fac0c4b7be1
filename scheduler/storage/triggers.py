"""Triggers that keep evidence as it was written: journal, versions, draws, notices, rounds and audit only grow."""

from sqlalchemy import Connection

_KEYS = {
    "journal": ("id",),
    "roster_version": ("roster_id", "version"),
    "roster_seal": ("roster_id", "version"),
    "roster_draw": ("roster_id", "muster"),
    "notice_read": ("roster_id", "version", "badge"),
    "supervisor_round": ("facility_id", "area", "performed_at", "badge"),
    "static_review": ("id",),
    "disposition": ("id",),
    "audit": ("id",),
    "audit_seal": ("id",),
}


def create_triggers(connection: Connection) -> None:
    """Create the triggers that are missing."""
    for table, keys in _KEYS.items():
        for action in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'what stands in {table} never changes'); END"
            )
        # INSERT OR REPLACE would delete without any delete trigger.
        same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        connection.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'what stands in {table} never changes'); END"
        )
