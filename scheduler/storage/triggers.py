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
    "plan_deviation": ("id",),
    "overtime_call": ("id",),
    "call_rules": ("id",),
    "day_event": ("id",),
    "worked_entry": ("id",),
    "log_entry": ("id",),
    "swap": ("id",),
    "swap_step": ("id",),
    "imported_list": ("id",),
    "payroll_export": ("id",),
    "payroll_entry": ("export_id", "number"),
    "day_close": ("facility_id", '"on"'),
    "audit": ("id",),
    "audit_seal": ("id",),
    "stream_event": ("number",),
    "stream_day": ("day",),
}

_EXPUNGED = {
    "audit": "NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.action = OLD.action"
    " AND NEW.facility_id IS NULL AND NEW.actor = '' AND NEW.subjects = ''",
    "audit_seal": "NEW.id = OLD.id AND NEW.salt = '' AND NEW.digest = OLD.digest AND NEW.previous = OLD.previous"
    " AND NEW.hash = OLD.hash AND NEW.key = OLD.key AND NEW.mac = OLD.mac",
    "imported_list": "NEW.id = OLD.id AND NEW.facility_id = OLD.facility_id AND NEW.kind = OLD.kind"
    " AND NEW.source = OLD.source AND NEW.headings = OLD.headings AND NEW.mapping = OLD.mapping AND NEW.at = OLD.at"
    " AND NEW.by = OLD.by AND COALESCE(NEW.undoes, 0) = COALESCE(OLD.undoes, 0) AND NEW.patches = '[]'",
}
"""The one change that a table allows: what is told of people is taken out at the end of its retention, and a later
record tells of it (for the audit log the verifier asks for that record)."""


def create_triggers(connection: Connection) -> None:
    """Create the triggers that are missing."""
    if connection.dialect.name == "sqlite":
        _in_a_file(connection)
    else:
        _on_a_server(connection)


def _on_a_server(connection: Connection) -> None:
    run = connection.exec_driver_sql
    run(
        "CREATE OR REPLACE FUNCTION fairwatch_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog"
        # The driver reads % as the beginning of a place to fill.
        " AS $$ BEGIN RAISE EXCEPTION 'what stands in %% never changes', TG_TABLE_NAME; END $$"
    )
    for table in _KEYS:
        unless = f"WHEN (NOT ({_EXPUNGED[table]})) " if table in _EXPUNGED else ""
        for action, of in (("UPDATE", f"FOR EACH ROW {unless}"), ("DELETE", "FOR EACH ROW "), ("TRUNCATE", "")):
            name = f"{table}_refuses_{action.lower()}"
            run(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            run(f"CREATE TRIGGER {name} BEFORE {action} ON {table} {of}EXECUTE FUNCTION fairwatch_refuse()")


def _in_a_file(connection: Connection) -> None:
    for table, keys in _KEYS.items():
        for action in ("UPDATE", "DELETE"):
            unless = f"WHEN NOT ({_EXPUNGED[table]}) " if action == "UPDATE" and table in _EXPUNGED else ""
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{action.lower()} BEFORE {action} ON {table} {unless}"
                f"BEGIN SELECT RAISE(ABORT, 'what stands in {table} never changes'); END"
            )
        # INSERT OR REPLACE would delete without any delete trigger.
        same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        connection.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'what stands in {table} never changes'); END"
        )
