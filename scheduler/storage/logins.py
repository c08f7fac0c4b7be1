"""Logins of a server: what each role of the program may do there, whatever program it comes with.

Everybody starts with nothing. A group of the server stands for each role; it is given tables by what the role may do,
and a policy on each table tells which of its rows are meant for whom. Policies ask the accounts of this database each
time, so that an account that is disabled reads nothing more, and a login of another facility nothing at all. Officers
are given no table that holds more than their own rows, and nothing to write, until they have proved their password to
the server as well (`storage.kiosks`). Whoever owns the database does all else.
"""

from collections.abc import Iterable

from psycopg import sql
from sqlalchemy import Connection

from scheduler.audit import RESTORED, actions_of
from scheduler.audit.kinds import LEFT
from scheduler.identity.permissions import MATRIX, Action
from scheduler.identity.roles import Role
from scheduler.storage import definers, kiosks
from scheduler.storage.errors import DeskError
from scheduler.storage.kiosks import KIOSK, OWN_DOOR
from scheduler.storage.tables import Base

OWN = (
    *("officer", "officer_name", "held", "contract", "shift_limit", "award", "willingness", "wish", "preference"),
    *("leave", "leave_request", "leave_balance", "vacation_choice", "duty", "worked", "carried_hours", "reading"),
    *("notice_read", "worked_entry"),
)
"""Tables of which an officer reads his own rows, by badge. What bars him from a place is not among them."""
PLAIN = ("facility", "shift", "alembic_version", "sign_in_rules", "support_line")
"""Tables that hold nothing about anybody."""
_ROSTER = ("roster", "roster_tour", "roster_lock", "journal")
_LOG = ("audit", "audit_seal")
_READ_ONLY = (
    *(*_LOG, "plan_deviation", "overtime_call", "day_event", "worked_entry", "day_close", "account_key"),
    *("swap", "swap_step", "log_entry", "payroll_export", "payroll_entry", "imported_list"),
)
_WRITTEN = (
    *("disposition", "plan_deviation", "overtime_call", "day_event", "call_rules", "worked_entry", "day_close"),
    *("swap", "swap_step"),
)
_SEALED = ("sealed", "sealed_head", "stream_head", "stream_event", "stream_day", "account_key", "recovery_key")
_MADE_KNOWN = "facility_id, roster_id, version, commitment, body"
"""Columns of a seal that everybody who reads rosters sees: which posts are still to be drawn. The secret is not."""
_WITHHELD = ("static_factor",)
"""Of a facility, which everybody who acts loads as a whole."""
_APART = {
    *(*_LOG, "audit_head", "look_back", "log_entry", "roster_seal", "roster_draw", "static_factor", "static_review"),
    *("payroll_export", "payroll_entry", "imported_list", "export_profile"),
}
_ACCOUNTS = ("account", "account_role", "sign_in_failure")
_SITE = tuple(
    table.name
    for table in Base.metadata.sorted_tables
    if "facility_id" in table.columns
    and table.name not in {*_APART, *_ROSTER, *_WRITTEN, "roster_version", "roster_waiver", "notice_read"}
)

_READS: tuple[tuple[tuple[Action, ...], tuple[str, ...]], ...] = (
    ((Action.READ_ROSTER,), (*_SITE, *_ROSTER, "roster_version", "roster_waiver", "roster_draw", "notice_read")),
    ((Action.READ_ROSTER,), _WRITTEN),
    ((Action.READ_WEIGHTS, Action.CHANGE_POLICY), ("tier", "policy_entry", "policy_setting", "contact_weight")),
    ((Action.READ_WEIGHTS, Action.CHANGE_POLICY), ("attention_weight", "pay_period")),
    ((Action.READ_ROSTER, Action.DRAW, Action.PUBLISH), ("roster_seal",)),
    ((Action.READ_GUARDING, Action.READ_EQUITY, Action.CHANGE_FACILITY), ("static_factor",)),
    ((Action.READ_GUARDING, Action.CHANGE_FACILITY), ("static_review",)),
    ((Action.READ_LOG,), ("log_entry",)),
    ((Action.EXPORT_PAYROLL,), ("payroll_export", "payroll_entry")),
    ((Action.CHANGE_FACILITY, Action.RECOVER_KEYS), ("imported_list",)),
    ((Action.EXPORT, Action.EXPORT_ANONYMOUS, Action.EXPORT_PAYROLL, Action.EXPORT_AUDIT), ("export_profile",)),
    ((Action.READ_BACK, Action.ASK_BACK, Action.APPROVE_BACK), ("look_back",)),
    ((Action.READ_AUDIT, Action.READ_SHIFT_AUDIT), _LOG),
    ((Action.DECIDE_REQUESTS,), (*_SEALED, "kept_apart", "shielded", "terms_approval")),
    ((Action.READ_TOTALS,), ("request_month",)),
    ((Action.RECOVER_KEYS,), ("litigation_hold", "retention")),
    ((Action.CONFIGURE_BACKUPS,), ("backup_plan",)),
    ((Action.CONFIGURE_ACCOUNTS,), _ACCOUNTS),
)
"""Whoever may do one of some things sees all rows of some tables."""
_WRITES: tuple[tuple[Action, str, tuple[str, ...]], ...] = (
    (Action.EDIT, "INSERT, UPDATE", ("roster",)),
    (Action.EDIT, "INSERT, DELETE", ("roster_tour", "roster_lock")),
    (Action.EDIT, "INSERT", ("journal",)),
    (Action.WAIVE, "INSERT", ("roster_waiver",)),
    (Action.PUBLISH, "INSERT", ("roster_version", "roster_seal")),
    (Action.DRAW, "INSERT", ("roster_draw",)),
    (Action.ACKNOWLEDGE, "INSERT", ("notice_read",)),
    (Action.ENTER_LEAVE, "INSERT, UPDATE, DELETE", ("leave", "leave_request", "leave_balance")),
    (Action.OBSERVE, "INSERT", ("supervisor_round", "unit_entries", "incidents")),
    (Action.REVIEW, "INSERT", ("static_review",)),
    (Action.DECIDE_FINDINGS, "INSERT", ("disposition",)),
    (Action.RECORD_DEVIATION, "INSERT", ("plan_deviation",)),
    (Action.EDIT, "INSERT", ("overtime_call", "day_event", "worked_entry")),
    (Action.APPROVE_SWAP, "INSERT", ("swap_step",)),
    (Action.KEEP_LOG, "INSERT", ("log_entry",)),
    (Action.CLOSE_DAY, "INSERT", ("worked_entry", "day_close")),
    (Action.EXPORT_PAYROLL, "INSERT", ("payroll_export", "payroll_entry")),
    (Action.CHANGE_FACILITY, "INSERT", ("imported_list",)),
    (Action.KEEP_PROFILES, "INSERT, DELETE", ("export_profile",)),
    (Action.CHANGE_POLICY, "INSERT", ("call_rules",)),
    (Action.ASK_BACK, "INSERT", ("look_back",)),
    (Action.APPROVE_BACK, "UPDATE", ("look_back",)),
    (Action.CHANGE_FACILITY, "INSERT, UPDATE, DELETE", (*_SITE, "static_factor")),
    (Action.ENTER_LEAVE, "UPDATE", ("facility",)),
    (Action.CHANGE_FACILITY, "UPDATE", ("facility",)),
    (Action.CONFIGURE_ACCOUNTS, "INSERT, UPDATE, DELETE", (*_ACCOUNTS, "sign_in_rules")),
    (Action.DECIDE_REQUESTS, "INSERT, UPDATE, DELETE", ("sealed", "sealed_head", "kept_apart")),
    (Action.DECIDE_REQUESTS, "INSERT", ("stream_event", "stream_day", "shielded", "terms_approval")),
    (Action.DECIDE_REQUESTS, "UPDATE", ("stream_head",)),
    (Action.DECIDE_REQUESTS, "INSERT, DELETE", ("restriction",)),
    (Action.DECIDE_REQUESTS, "UPDATE (revision)", ("facility",)),
    (Action.RECOVER_KEYS, "INSERT, DELETE", ("recovery_key", "retention")),
    (Action.RECOVER_KEYS, "INSERT", ("stream_head",)),
    (Action.RECOVER_KEYS, "UPDATE (patches)", ("imported_list",)),
    (Action.RECOVER_KEYS, "INSERT, UPDATE", ("litigation_hold",)),
)
_ACT = tuple(role for role in Role if role not in (Role.OFFICER, Role.AUDITOR))
"""Roles whose acts are recorded by their own logins. Auditors read the server; the program writes nothing for them."""

_POLICIES = ("shown", "own", "plain", "appended", "failed", "recovered", "replaced", "kiosk_writes")
"""Names of all policies that there ever were but those of kiosks, with `fairwatch_` before each."""

_MOST_BYTES = 63
"""Of a name on the server, which cuts longer ones off."""

_FUNCTIONS = (
    # SECURITY DEFINER, as nobody may read the accounts of others; session_user is who came, whatever he became since.
    """CREATE OR REPLACE FUNCTION fairwatch_badge() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
    $$ SELECT badge FROM public.account WHERE name = session_user AND state = 'active' $$""",
    """CREATE OR REPLACE FUNCTION fairwatch_holds(VARIADIC wanted text[]) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
    $$ SELECT EXISTS (SELECT FROM public.account a JOIN public.account_role r ON r.account = a.name
       WHERE a.name = session_user AND a.state = 'active' AND r.role = ANY (wanted)) $$""",
    f"""CREATE OR REPLACE FUNCTION fairwatch_is_kiosk() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
    $$ SELECT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
       JOIN pg_roles r ON r.oid = m.member WHERE g.rolname = '{KIOSK}' AND r.rolname = session_user) $$""",
    # Of nobody who holds another office as well: what a kiosk is shown of an account is enough to guess at its
    # password.
    """CREATE OR REPLACE FUNCTION fairwatch_is_officers(wanted text) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
    $$ SELECT EXISTS (SELECT FROM public.account_role r WHERE r.account = wanted AND r.role = 'officer')
       AND NOT EXISTS (SELECT FROM public.account_role r WHERE r.account = wanted AND r.role <> 'officer') $$""",
    # Made of what was published; a post that is drawn at muster is not told before.
    """CREATE OR REPLACE VIEW own_tour WITH (security_barrier) AS
    SELECT v.roster_id, v.version, (t ->> 'start')::integer AS start, (t ->> 'end')::integer AS "end",
           (t ->> 'on')::date AS "on", t ->> 'shift' AS shift,
           CASE WHEN EXISTS (SELECT FROM roster_seal s WHERE s.roster_id = v.roster_id AND s.version = v.version)
                THEN NULL ELSE t ->> 'post' END AS post
    FROM roster r JOIN roster_version v ON v.roster_id = r.id AND v.version = r.version
    CROSS JOIN LATERAL jsonb_array_elements(v.body::jsonb -> 'tours') t
    WHERE t ->> 'badge' = fairwatch_badge()""",
)


def group_of(role: Role) -> str:
    """Return the server's group that stands for a role."""
    return f"fairwatch_{role.value}"


def prepare(connection: Connection) -> None:
    """Make groups, grants and policies, again where they are there already.

    Args:
        connection: Of the owner of the database, who may create roles, in a transaction that writes.
    """
    run = connection.exec_driver_sql
    known = {name for (name,) in run("SELECT rolname FROM pg_roles WHERE rolname LIKE 'fairwatch\\_%%'")}
    for group in (*map(group_of, Role), KIOSK):
        if group not in known:
            run(f"CREATE ROLE {group} NOLOGIN")
    if OWN_DOOR not in known:
        run(f"CREATE ROLE {OWN_DOOR} NOLOGIN NOINHERIT")
    run(f"GRANT {KIOSK} TO {OWN_DOOR}")
    groups = ", ".join((*map(group_of, Role), KIOSK, OWN_DOOR))
    (name,) = run("SELECT quote_ident(current_database())").one()
    run(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC, {groups}")
    run(f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {groups}")
    run(f"GRANT USAGE ON SCHEMA public TO {groups}")
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        run(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM PUBLIC, {groups}")
    deciding = _who((Action.DECIDE_REQUESTS, Action.FILE_FOR_OTHERS))
    for statement in (*_FUNCTIONS, *kiosks.statements(), *definers.statements(_quoted(_ACT), _quoted(deciding))):
        run(statement.replace("%", "%%"))
    run("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    run(f"GRANT EXECUTE ON FUNCTION {', '.join(definers.FOR_ACTING)} TO {_groups(_ACT)}")
    run(f"GRANT EXECUTE ON FUNCTION {', '.join(definers.FOR_DECIDING)} TO {_groups(deciding)}, {KIOSK}")
    run(f"GRANT EXECUTE ON FUNCTION {', '.join(kiosks.CALLED)} TO {KIOSK}")
    run(f"GRANT EXECUTE ON FUNCTION {kiosks.CALLED_BY_DECIDERS} TO {_groups(deciding)}")
    run(f"GRANT EXECUTE ON FUNCTION fairwatch_badge(), fairwatch_holds(text[]) TO {groups}")
    run(f"GRANT SELECT ON own_tour TO {group_of(Role.OFFICER)}")
    _give_tables(connection)
    _give_rows(connection)
    for statement in kiosks.rights(PLAIN, _SITE):
        run(statement)


def _give_tables(connection: Connection) -> None:
    run = connection.exec_driver_sql
    acting = _groups(_ACT)
    for actions, tables in _READS:
        for table in tables:
            # Everybody who acts may ask for these, and is shown no row of them: the program then does without.
            is_asked = table in _SEALED or table in _WITHHELD
            what = f"SELECT ({_MADE_KNOWN})" if table == "roster_seal" else "SELECT"
            run(f'GRANT {what} ON "{table}" TO {acting if is_asked else _groups(_who(actions))}')
    run(f"GRANT SELECT ON roster_seal TO {_groups(_who((Action.DRAW, Action.PUBLISH)))}")
    for action, what, tables in _WRITES:
        for table in tables:
            run(f'GRANT {what} ON "{table}" TO {_groups(_who((action,)))}')
    for table in PLAIN:
        run(f"GRANT SELECT ON {table} TO {_groups(Role)}")
    for table in OWN:
        run(f'GRANT SELECT ON "{table}" TO {group_of(Role.OFFICER)}')
    run(f"GRANT SELECT (name, badge, state, seen_at) ON account TO {group_of(Role.OFFICER)}")
    run(f"GRANT SELECT ON account, account_role, sign_in_failure, account_lock TO {acting}")
    run(
        f"GRANT INSERT, DELETE ON account_key, account_lock TO {_groups(_who((Action.KEEP_KEYS, Action.RECOVER_KEYS)))}"
    )
    run(f"GRANT INSERT, DELETE ON sign_in_failure TO {acting}")
    run(f"GRANT UPDATE (seen_at, code_step, code, password, is_temporary, state) ON account TO {acting}")
    run(f"GRANT SELECT, INSERT ON audit, audit_seal TO {acting}")
    run(f"GRANT SELECT, UPDATE ON audit_head TO {acting}")
    run(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {acting}, {KIOSK}")


def _give_rows(connection: Connection) -> None:
    run = connection.exec_driver_sql
    shown: dict[str, set[Role]] = {}
    for actions, tables in _READS:
        for table in tables:
            shown.setdefault(table, set()).update(_who(actions))
    for action, _, tables in _WRITES:
        for table in tables:
            shown.setdefault(table, set()).update(_who((action,)))
    for table in [t.name for t in Base.metadata.sorted_tables] + ["alembic_version"]:
        run(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        for policy in (*_POLICIES, *kiosks.POLICIES):
            run(f'DROP POLICY IF EXISTS fairwatch_{policy} ON "{table}"')
        roles = shown.get(table, set())
        if roles:
            # What is written into the log must name who writes, and a key is its holder's, whoever may read them.
            run(_policy("shown", table, "SELECT" if table in _READ_ONLY else "ALL", _holds(roles)))
        if table in OWN:
            run(_policy("own", table, "SELECT", "badge = (SELECT fairwatch_badge())"))
        if table in PLAIN:
            run(_policy("plain", table, "SELECT", "true"))
    held = _holds(_ACT)
    run(_policy("plain", "audit_head", "ALL", held))
    by_whom = f"{held} AND actor IN (session_user, 'fairwatch')"
    run(f"CREATE POLICY fairwatch_appended ON audit FOR INSERT WITH CHECK ({by_whom})")
    run(f"CREATE POLICY fairwatch_appended ON audit_seal FOR INSERT WITH CHECK ({held})")
    # Whoever writes why a post was short names himself, and so does whoever approves it.
    writes, approves = _holds(_who((Action.RECORD_DEVIATION,))), _holds(_who((Action.APPROVE_DEVIATION,)))
    run(
        "CREATE POLICY fairwatch_appended ON plan_deviation FOR INSERT WITH CHECK"
        f" (({writes} AND by = session_user AND approver = '') OR ({approves} AND approver = session_user))"
    )
    calls = _holds(_who((Action.EDIT,)))
    for table in ("overtime_call", "day_event", "worked_entry"):
        run(f"CREATE POLICY fairwatch_appended ON {table} FOR INSERT WITH CHECK ({calls} AND by = session_user)")
    # Both officers decide for themselves: a supervisor adds nothing but what he decides.
    approves = _holds(_who((Action.APPROVE_SWAP,)))
    run(
        "CREATE POLICY fairwatch_appended ON swap_step FOR INSERT WITH CHECK"
        f" ({approves} AND by = session_user AND step IN ('approved', 'refused'))"
    )
    keeps = _holds(_who((Action.KEEP_LOG,)))
    run(f"CREATE POLICY fairwatch_appended ON log_entry FOR INSERT WITH CHECK ({keeps} AND by = session_user)")
    closes = _holds(_who((Action.CLOSE_DAY,)))
    run(f"CREATE POLICY fairwatch_appended ON day_close FOR INSERT WITH CHECK ({closes} AND by = session_user)")
    _give_own_records(connection)
    # A login that is locked or disabled cannot take that back.
    run("CREATE POLICY fairwatch_own ON account FOR SELECT USING (name = session_user)")
    run(
        "CREATE POLICY fairwatch_failed ON account FOR UPDATE"
        " USING (name = session_user AND state = 'active') WITH CHECK (name = session_user)"
    )
    run("CREATE POLICY fairwatch_own ON account_role FOR SELECT USING (account = session_user)")
    # The locked half of a key is nobody's but its holder's. Two printed shares take the place of a lost one.
    recovering = _holds(_who((Action.RECOVER_KEYS,)))
    for table in ("account_key", "account_lock"):
        run(f"CREATE POLICY fairwatch_own ON {table} FOR ALL USING (account = session_user AND {held})")
        run(f"CREATE POLICY fairwatch_recovered ON {table} FOR INSERT WITH CHECK ({recovering})")
        run(f"CREATE POLICY fairwatch_replaced ON {table} FOR DELETE USING ({recovering})")
    run("CREATE POLICY fairwatch_own ON sign_in_failure FOR ALL USING (account = session_user)")


def _give_own_records(connection: Connection) -> None:
    """Whoever imports lists or tells payroll names himself, and writes lines into his own exports only."""
    changes, pays = _holds(_who((Action.CHANGE_FACILITY,))), _holds(_who((Action.EXPORT_PAYROLL,)))
    own = "EXISTS (SELECT FROM payroll_export e WHERE e.id = export_id AND e.by = session_user)"
    checks = {
        "imported_list": f"{changes} AND by = session_user",
        "payroll_export": f"{pays} AND by = session_user",
        "payroll_entry": f"{pays} AND {own}",
    }
    for table, test in checks.items():
        check = f"CREATE POLICY fairwatch_appended ON {table} FOR INSERT WITH CHECK ({test})"
        connection.exec_driver_sql(check)
    keeps = _holds(_who((Action.RECOVER_KEYS,)))
    connection.exec_driver_sql(
        "CREATE POLICY fairwatch_recovered ON imported_list FOR UPDATE"
        f" USING ({keeps}) WITH CHECK ({keeps} AND patches = '[]')"
    )
    _give_own_log(connection)


def _give_own_log(connection: Connection) -> None:
    """Whoever acts finds his own exports again, and what stands on papers and beside exports: the log's anchors."""
    held, left = _holds(_ACT), ", ".join(f"'{action}'" for action in actions_of(LEFT))
    told = f"({held} AND (action IN ('publish', '{RESTORED}') OR (actor = session_user AND action IN ({left}))))"
    connection.exec_driver_sql(_policy("own", "audit", "SELECT", told))
    anchored = "EXISTS (SELECT FROM audit a WHERE a.id = audit_seal.id AND a.action IN ('publish', '{}'))"
    connection.exec_driver_sql(_policy("own", "audit_seal", "SELECT", f"{held} AND {anchored.format(RESTORED)}"))


def _policy(name: str, table: str, action: str, test: str) -> str:
    return f'CREATE POLICY fairwatch_{name} ON "{table}" FOR {action} USING ({test})'


def _holds(roles: Iterable[Role]) -> str:
    # In a query of its own it is asked once, not for each row.
    return f"(SELECT fairwatch_holds({_quoted(roles)}))"


def _quoted(roles: Iterable[Role]) -> str:
    return ", ".join(f"'{role.value}'" for role in Role if role in set(roles))


def _who(actions: Iterable[Action]) -> frozenset[Role]:
    return frozenset(role for role in Role if not MATRIX[role].isdisjoint(actions)) - {Role.OFFICER}


def _groups(roles: Iterable[Role]) -> str:
    return ", ".join(group_of(role) for role in Role if role in set(roles))


def make_login(connection: Connection, account: str, roles: Iterable[Role], password: str) -> None:
    """Make a login of the server for an account, or bring the one that is there in line with its roles.

    Args:
        connection: As `prepare` takes it.
        account: The account's name, which is the login's.
        roles: The account's roles.
        password: The login's; it reaches the server only as what proves it.

    Raises:
        DeskError: the server has a login of this name that is not Fairwatch's, or the name is too long.
    """
    roles = frozenset(roles)
    door = [OWN_DOOR] if roles == {Role.OFFICER} else []
    _make(connection, account, [*(group_of(role) for role in Role if role in roles), *door], password)


def make_kiosk(connection: Connection, name: str, password: str) -> None:
    """Make a login for a shared computer at which officers sign in with their accounts, or give it a new password.

    Args:
        connection: As `prepare` takes it.
        name: The login's; no account may have it.
        password: As `make_login` takes it.

    Raises:
        DeskError: the server has a login of this name that is not Fairwatch's, or the name is too long.
    """
    _make(connection, name, [KIOSK], password)


def _make(connection: Connection, account: str, groups: Iterable[str], password: str) -> None:
    if len(account.encode()) > _MOST_BYTES:
        raise DeskError(f"The name of a login has at most {_MOST_BYTES} letters; give the account another name")
    cursor = connection.connection.cursor()
    found = _groups_of_login(connection, account)
    if found is not None and not found:
        raise DeskError(f"The server has a login {account} of its own; give the account another name")
    proof = cursor.connection.pgconn.encrypt_password(password.encode(), account.encode(), b"scram-sha-256").decode()
    login = sql.Identifier(account)
    begin = "CREATE ROLE {} LOGIN PASSWORD {}" if found is None else "ALTER ROLE {} LOGIN PASSWORD {}"
    cursor.execute(sql.SQL(begin).format(login, sql.Literal(proof)))
    for group in found or ():
        cursor.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group), login))
    for group in groups:
        cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), login))
    (name,) = connection.exec_driver_sql("SELECT current_database()").one()
    cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), login))


def drop_login(connection: Connection, account: str) -> None:
    """Drop an account's login.

    Raises:
        DeskError: there is none, or it is not Fairwatch's.
    """
    if not _groups_of_login(connection, account):
        raise DeskError(f"There is no login {account} of Fairwatch on the server")
    cursor = connection.connection.cursor()
    (name,) = connection.exec_driver_sql("SELECT current_database()").one()
    login = sql.Identifier(account)
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(sql.Identifier(name), login))
    cursor.execute(sql.SQL("DROP ROLE {}").format(login))


def _groups_of_login(connection: Connection, login: str) -> tuple[str, ...] | None:
    """Return the groups of Fairwatch that a login is in, None where there is no such login."""
    run = connection.exec_driver_sql
    if run("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).first() is None:
        return None
    query = (
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles l ON l.oid = m.member WHERE l.rolname = %s AND g.rolname LIKE 'fairwatch\\_%%'"
    )
    return tuple(name for (name,) in run(query, (login,)))
