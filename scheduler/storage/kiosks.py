"""Logins of a server through which officers come: those of shared computers, and the officers' own.

Such a login reads next to nothing until an officer has proved his password to the server, which keeps count of the
tries, names no verifier, and answers each try once. The program is given a token for that, which it shows in each of
its transactions; what it is shown then is the officer's own, and of the roster what his page is made of. Nobody's
restriction is among it. What he asks for is put in force by functions, which take back only what he has put there.
"""

from typing import Final

from scheduler.storage.tables import Base

KIOSK = "fairwatch_kiosk"
"""The group of shared computers: at one with such a login officers sign in with their accounts."""
OWN_DOOR = "fairwatch_own_door"
"""A group that inherits nothing: through it an officer's own login may become what a shared computer is."""
SAID = "FW001"
"""Code of a refusal whose message is the sentence that people read."""
MOST_TRIES = 5
"""So many tries in fifteen minutes that were not right lock an account, whatever program they come with."""
_OFFICER = "(SELECT public.fairwatch_officer())"
_BADGE = "(SELECT public.fairwatch_officer_badge())"

OF_OWN_BADGE = (
    *("leave", "leave_request", "leave_balance", "vacation_choice", "duty", "worked", "worked_entry", "carried_hours"),
    *("wish", "willingness", "exemption", "tenure", "notice_read", "kept_apart", "shielded"),
)
"""Tables of which the rows of the officer who signed in are shown, and of nobody else."""
OF_OWN_ACCOUNT = {"account": "name", "account_role": "account", "account_lock": "account", "sign_in_failure": "account"}
"""Tables of which the rows of his account are shown, with the column that names it."""
ALWAYS = ("audit_head", "stream_head", "stream_day")
"""Ends of chains, which everybody needs who writes a record; they tell of nobody."""
UNSEEN = (
    *("static_factor", "disposition", "plan_deviation", "overtime_call", "day_event", "journal", "roster_waiver"),
)
"""Tables that the program asks for with the others, and of which no row is shown, as of all tables not named here."""
SHOWN = (
    *("swap", "swap_step", "day_close", "roster", "roster_tour", "roster_lock", "roster_version", "roster_draw"),
    *("roster_seal", "sealed", "sealed_head", "stream_event", "account_key", "recovery_key"),
    # What a swap is judged by, and how many tours are left in an area.
    *("area", "area_share", "post", "post_qualification", "coverage", "team_need", "document", "reading"),
    *("officer", "officer_name", "contract", "shift_limit", "held", "award", "rotation_waiver", "qualification"),
    *("pattern", "pattern_day", "squad", "stay", "watch", "activity", "preference", "leave_slots"),
    *("policy_entry", "policy_setting", "tier", "contact_weight", "pay_period"),
)
"""Tables of which an officer who signed in is shown all rows: rosters, and what is sealed to those who read it."""

_OWN_CHECK = f"badge = {_BADGE}"
_SIGNED = f"""actor IN ('fairwatch', {_OFFICER}) OR (action IN ('fail to sign in', 'lock account', 'let account lapse')
    AND (actor = 'unknown' OR public.fairwatch_is_officers(actor)))"""
INSERTED: Final = {
    "audit": _SIGNED,
    "audit_seal": "true",
    "stream_day": "true",
    "stream_event": f"{_OFFICER} IS NOT NULL",
    "sealed": f"{_OFFICER} IS NOT NULL",
    "sealed_head": f"{_OFFICER} IS NOT NULL",
    "account_key": f"account = {_OFFICER}",
    "account_lock": f"account = {_OFFICER}",
    "shielded": _OWN_CHECK,
    "notice_read": _OWN_CHECK,
    "preference": _OWN_CHECK,
    "leave": _OWN_CHECK,
    # Nobody grants himself anything.
    "leave_request": f"{_OWN_CHECK} AND state IN ('asked', 'withdrawn')",
    "swap": f"by = {_OFFICER}",
    # Approval is no step that an officer takes.
    "swap_step": f"by = {_OFFICER} AND step IN ('accepted', 'declined', 'withdrawn')",
}
"""What is added in the name of who signed in, with the test of it."""
CHANGED: Final = {
    "audit_head": ("UPDATE", "true"),
    "stream_head": ("UPDATE", f"{_OFFICER} IS NOT NULL"),
    "facility": ("UPDATE (revision)", f"{_OFFICER} IS NOT NULL"),
    "sealed": ("UPDATE", f"{_OFFICER} IS NOT NULL"),
    "sealed_head": ("UPDATE", f"{_OFFICER} IS NOT NULL"),
    "leave_request": ("UPDATE", f"{_OWN_CHECK} AND state IN ('asked', 'granted', 'withdrawn')"),
    "account": ("UPDATE (seen_at, code_step, code, password, is_temporary)", f"name = {_OFFICER}"),
}
DELETED: Final = {
    "leave": _OWN_CHECK,
    "account_key": f"account = {_OFFICER}",
    "account_lock": f"account = {_OFFICER}",
    "sign_in_failure": f"account = {_OFFICER}",
}

_AS_OWNER = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_PLACES = (
    "CREATE SCHEMA IF NOT EXISTS fairwatch_door",
    """CREATE TABLE IF NOT EXISTS fairwatch_door.try (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account text NOT NULL,
        made_in xid8 NOT NULL DEFAULT pg_current_xact_id(), at timestamptz NOT NULL DEFAULT now())""",
    # Not taken back with a transaction: a try that was answered is answered.
    "CREATE SEQUENCE IF NOT EXISTS fairwatch_door.answered MINVALUE 0 START 0",
    """CREATE TABLE IF NOT EXISTS fairwatch_door.token (
        digest bytea PRIMARY KEY, account text NOT NULL, login text NOT NULL, at timestamptz NOT NULL DEFAULT now())""",
    """CREATE TABLE IF NOT EXISTS fairwatch_door.own_bar (
        badge text NOT NULL, first date NOT NULL, last date, area text, post text)""",
    "CREATE TABLE IF NOT EXISTS fairwatch_door.own_pair (number integer PRIMARY KEY)",
)
_OFFICER_OF = f"""CREATE OR REPLACE FUNCTION fairwatch_officer() RETURNS text LANGUAGE sql STABLE {_AS_OWNER} AS $$
    SELECT a.name FROM fairwatch_door.token t JOIN public.account a ON a.name = t.account
    WHERE t.digest = sha256(convert_to(current_setting('fairwatch.token', true), 'UTF8')) AND t.login = session_user
      AND t.at > now() - interval '1 day' AND a.state = 'active' AND public.fairwatch_is_officers(a.name) $$"""
_BADGE_OF = f"""CREATE OR REPLACE FUNCTION fairwatch_officer_badge() RETURNS text LANGUAGE sql STABLE {_AS_OWNER} AS $$
    SELECT a.badge FROM public.account a WHERE a.name = public.fairwatch_officer() $$"""
# At a shared computer any officer, with an own login nobody but its holder.
_MAY_ENTER = f"""CREATE OR REPLACE FUNCTION fairwatch_may_enter(who text) RETURNS boolean LANGUAGE sql STABLE
{_AS_OWNER} AS $$
    SELECT public.fairwatch_is_officers(who) AND (session_user = who
        OR (public.fairwatch_is_kiosk() AND NOT EXISTS (
            SELECT FROM public.account a WHERE a.name = session_user))) $$"""
# What the server gives away of a password is its salt and its cost.
_TRY = f"""CREATE OR REPLACE FUNCTION fairwatch_try(who text) RETURNS TABLE (number bigint, salted bytea)
LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    made bigint;
BEGIN
    IF NOT public.fairwatch_may_enter(who) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(1182225476);
    DELETE FROM fairwatch_door.try t WHERE t.at <= now() - interval '15 minutes';
    IF (SELECT count(*) FROM fairwatch_door.try t WHERE t.account = who) >= {MOST_TRIES} THEN
        UPDATE public.account SET state = 'locked' WHERE name = who AND state = 'active';
        RETURN;
    END IF;
    INSERT INTO fairwatch_door.try (account) VALUES (who) RETURNING try.number INTO made;
    RETURN QUERY SELECT made, substring(a.password FROM 1 FOR 30) FROM public.account a WHERE a.name = who;
END $$"""
_ENTER = f"""CREATE OR REPLACE FUNCTION fairwatch_enter(tried bigint, who text, proof bytea, moment timestamptz)
RETURNS text LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    found public.account%ROWTYPE;
    given text;
    is_right boolean;
BEGIN
    IF NOT public.fairwatch_may_enter(who) THEN
        RETURN 'wrong';
    END IF;
    PERFORM pg_advisory_xact_lock(1182225476);
    -- A try counts before it is answered, and is answered once: taking the answer back does not take back the count.
    IF NOT EXISTS (SELECT FROM fairwatch_door.try t WHERE t.number = tried AND t.account = who
                   AND t.made_in <> pg_current_xact_id()) THEN
        RETURN 'wrong';
    END IF;
    IF tried <= (SELECT s.last_value FROM fairwatch_door.answered s) THEN
        DELETE FROM fairwatch_door.try t WHERE t.number = tried;
        RETURN 'again';
    END IF;
    PERFORM setval('fairwatch_door.answered', tried);
    SELECT * INTO found FROM public.account a WHERE a.name = who;
    IF found.state = 'active' AND moment - greatest(found.enabled_at, found.seen_at) >= interval '90 days' THEN
        UPDATE public.account SET state = 'disabled' WHERE name = who;
        RETURN 'lapsed';
    END IF;
    -- Whom a directory knows has shown there who he is, to the server, where the login is his own.
    is_right := CASE found.source WHEN 'directory' THEN session_user = who
        ELSE length(found.password) = 62 AND substring(found.password FROM 31) = proof END;
    IF found.state <> 'active' OR NOT is_right THEN
        IF found.state = 'active' AND (
            SELECT count(*) FROM fairwatch_door.try t WHERE t.account = who AND t.at > now() - interval '15 minutes'
        ) >= {MOST_TRIES} THEN
            UPDATE public.account SET state = 'locked' WHERE name = who;
            RETURN 'locked';
        END IF;
        RETURN 'wrong';
    END IF;
    DELETE FROM fairwatch_door.try t WHERE t.account = who;
    DELETE FROM fairwatch_door.token t WHERE t.at <= now() - interval '1 day';
    given := 'token:' || gen_random_uuid() || gen_random_uuid();
    INSERT INTO fairwatch_door.token (digest, account, login)
    VALUES (sha256(convert_to(given, 'UTF8')), who, session_user);
    RETURN given;
END $$"""
_LEAVE = f"""CREATE OR REPLACE FUNCTION fairwatch_leave() RETURNS void LANGUAGE sql {_AS_OWNER} AS $$
    DELETE FROM fairwatch_door.token t WHERE t.login = session_user
      AND t.digest = sha256(convert_to(current_setting('fairwatch.token', true), 'UTF8')) $$"""
# Who was released by an administrator begins anew.
_RELEASE = f"""CREATE OR REPLACE FUNCTION fairwatch_released() RETURNS trigger LANGUAGE plpgsql {_AS_OWNER} AS $$
BEGIN
    IF NEW.state = 'active' AND OLD.state <> 'active' THEN
        DELETE FROM fairwatch_door.try t WHERE t.account = NEW.name;
    END IF;
    RETURN NEW;
END $$"""
# Where a list goes on of which only some rows are shown.
_NEXT = f"""CREATE OR REPLACE FUNCTION fairwatch_next(list text) RETURNS integer LANGUAGE plpgsql STABLE
{_AS_OWNER} AS $$
DECLARE
    last integer;
BEGIN
    IF public.fairwatch_officer() IS NULL OR list NOT IN ('preference', 'leave', 'leave_request') THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_next';
    END IF;
    EXECUTE format('SELECT coalesce(max(position), -1) + 1 FROM public.%I', list) INTO last;
    RETURN last;
END $$"""
_BAR = f"""CREATE OR REPLACE FUNCTION fairwatch_bar(bars jsonb) RETURNS void LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    own text := public.fairwatch_officer_badge();
    here text := (SELECT f.id FROM public.facility f ORDER BY f.id LIMIT 1);
    place integer;
    bar record;
BEGIN
    IF own IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_bar';
    END IF;
    SELECT coalesce(max(r.position), -1) INTO place FROM public.restriction r WHERE r.facility_id = here;
    FOR bar IN SELECT * FROM jsonb_to_recordset(bars) AS b (first date, last date, area text, post text) LOOP
        place := place + 1;
        INSERT INTO public.restriction (facility_id, position, badge, first, last, area, post)
        VALUES (here, place, own, bar.first, bar.last, bar.area, bar.post);
        INSERT INTO fairwatch_door.own_bar VALUES (own, bar.first, bar.last, bar.area, bar.post);
    END LOOP;
END $$"""
_DROP_BAR = f"""CREATE OR REPLACE FUNCTION fairwatch_drop_bar(
    own text, from_on date, until_on date, of_area text, of_post text)
RETURNS void LANGUAGE sql {_AS_OWNER} AS $$
    DELETE FROM public.restriction r WHERE (r.facility_id, r.position) = (
        SELECT o.facility_id, o.position FROM public.restriction o
        WHERE o.badge = own AND o.first = from_on AND o.last IS NOT DISTINCT FROM until_on
          AND o.area IS NOT DISTINCT FROM of_area AND o.post IS NOT DISTINCT FROM of_post
        ORDER BY o.position DESC LIMIT 1);
    DELETE FROM fairwatch_door.own_bar b WHERE b.ctid = (
        SELECT o.ctid FROM fairwatch_door.own_bar o
        WHERE o.badge = own AND o.first = from_on AND o.last IS NOT DISTINCT FROM until_on
          AND o.area IS NOT DISTINCT FROM of_area AND o.post IS NOT DISTINCT FROM of_post LIMIT 1) $$"""
# Asked by who decides, who has taken the restriction away already.
_BAR_GONE = f"""CREATE OR REPLACE FUNCTION fairwatch_bar_gone(
    whose text, from_on date, until_on date, of_area text, of_post text)
RETURNS void LANGUAGE sql {_AS_OWNER} AS $$
    DELETE FROM fairwatch_door.own_bar b WHERE b.ctid = (
        SELECT o.ctid FROM fairwatch_door.own_bar o
        WHERE o.badge = whose AND o.first = from_on AND o.last IS NOT DISTINCT FROM until_on
          AND o.area IS NOT DISTINCT FROM of_area AND o.post IS NOT DISTINCT FROM of_post LIMIT 1) $$"""
_NOT_OWN = "What somebody else has put in force ends with his decision: turn to those who decide about it"
_UNBAR = f"""CREATE OR REPLACE FUNCTION fairwatch_unbar(bars jsonb) RETURNS void LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    own text := public.fairwatch_officer_badge();
    bar record;
BEGIN
    IF own IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_unbar';
    END IF;
    FOR bar IN SELECT * FROM jsonb_to_recordset(bars) AS b (first date, last date, area text, post text) LOOP
        IF NOT EXISTS (SELECT FROM fairwatch_door.own_bar o WHERE o.badge = own AND o.first = bar.first
                AND o.last IS NOT DISTINCT FROM bar.last AND o.area IS NOT DISTINCT FROM bar.area
                AND o.post IS NOT DISTINCT FROM bar.post)
            AND EXISTS (SELECT FROM public.restriction r WHERE r.badge = own AND r.first = bar.first
                AND r.last IS NOT DISTINCT FROM bar.last AND r.area IS NOT DISTINCT FROM bar.area
                AND r.post IS NOT DISTINCT FROM bar.post) THEN
            RAISE EXCEPTION USING ERRCODE = '{SAID}', MESSAGE = '{_NOT_OWN}';
        END IF;
        PERFORM public.fairwatch_drop_bar(own, bar.first, bar.last, bar.area, bar.post);
    END LOOP;
END $$"""
_APART = f"""CREATE OR REPLACE FUNCTION fairwatch_apart(of_mark text, since date, bars jsonb) RETURNS void
LANGUAGE plpgsql {_AS_OWNER} AS $$
DECLARE
    own text := public.fairwatch_officer_badge();
    made integer;
BEGIN
    IF own IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_apart';
    END IF;
    INSERT INTO public.kept_apart (badge, mark, first) VALUES (own, of_mark, since) RETURNING number INTO made;
    INSERT INTO fairwatch_door.own_pair VALUES (made);
    INSERT INTO public.kept_apart (badge, mark, first, last, area, post)
    SELECT own, of_mark, b.first, b.last, b.area, b.post
    FROM jsonb_to_recordset(bars) AS b (first date, last date, area text, post text);
END $$"""
# Keeps the pair apart no more for what the officer has filed; what it is kept apart for besides stays.
_TOGETHER = f"""CREATE OR REPLACE FUNCTION fairwatch_together(of_mark text) RETURNS void LANGUAGE plpgsql
{_AS_OWNER} AS $$
DECLARE
    own text := public.fairwatch_officer_badge();
    pair integer;
    bar record;
BEGIN
    IF own IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_together';
    END IF;
    SELECT max(k.number) INTO pair FROM public.kept_apart k JOIN fairwatch_door.own_pair p ON p.number = k.number
    WHERE k.badge = own AND k.mark = of_mark AND k.area IS NULL AND k.post IS NULL;
    IF pair IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = '{SAID}', MESSAGE = '{_NOT_OWN}';
    END IF;
    DELETE FROM public.kept_apart WHERE number = pair;
    DELETE FROM fairwatch_door.own_pair p WHERE p.number = pair;
    IF NOT EXISTS (SELECT FROM public.kept_apart k
                   WHERE k.badge = own AND k.mark = of_mark AND k.area IS NULL AND k.post IS NULL) THEN
        FOR bar IN DELETE FROM public.kept_apart k WHERE k.badge = own AND k.mark = of_mark
                   RETURNING k.first, k.last, k.area, k.post LOOP
            PERFORM public.fairwatch_drop_bar(own, bar.first, bar.last, bar.area, bar.post);
        END LOOP;
    END IF;
END $$"""
CALLED = (
    *("fairwatch_officer()", "fairwatch_officer_badge()", "fairwatch_is_officers(text)", "fairwatch_try(text)"),
    *("fairwatch_enter(bigint, text, bytea, timestamptz)", "fairwatch_leave()", "fairwatch_next(text)"),
    *("fairwatch_bar(jsonb)", "fairwatch_unbar(jsonb)", "fairwatch_apart(text, date, jsonb)"),
    "fairwatch_together(text)",
)
"""What such a login may call."""
CALLED_BY_DECIDERS = "fairwatch_bar_gone(text, date, date, text, text)"
POLICIES = ("kiosk", "kiosk_adds", "kiosk_changes", "kiosk_deletes")
"""Names of the policies of such logins, with `fairwatch_` before each."""


def statements() -> tuple[str, ...]:
    """Return what makes the functions and what they keep, without rights."""
    functions = (_OFFICER_OF, _BADGE_OF, _MAY_ENTER, _TRY, _ENTER, _LEAVE, _RELEASE, _NEXT)
    trigger = (
        "DROP TRIGGER IF EXISTS fairwatch_released ON account",
        "CREATE TRIGGER fairwatch_released AFTER UPDATE OF state ON account FOR EACH ROW"
        " EXECUTE FUNCTION fairwatch_released()",
    )
    return (*_PLACES, *functions, *trigger, _BAR, _DROP_BAR, _BAR_GONE, _UNBAR, _APART, _TOGETHER)


def rights(plain: tuple[str, ...], site: tuple[str, ...]) -> tuple[str, ...]:
    """Return what gives such logins their tables and rows.

    Args:
        plain: Tables that hold nothing about anybody; they have a policy for everybody already.
        site: Tables of what is known of the facility: each is asked for, and of those not named above no row is shown.
    """
    tests = {table: f"{_OFFICER} IS NOT NULL" for table in SHOWN}
    tests |= {table: _OWN_CHECK for table in OF_OWN_BADGE}
    tests |= {table: f"{column} = {_OFFICER}" for table, column in OF_OWN_ACCOUNT.items()}
    tests |= dict.fromkeys(ALWAYS, "true")
    known = {table.name for table in Base.metadata.sorted_tables}
    made = [f'GRANT SELECT ON "{table}" TO {KIOSK}' for table in sorted({*tests, *site, *UNSEEN, *plain} & known)]
    made += [f'GRANT SELECT ON "alembic_version" TO {KIOSK}']
    made += [f'GRANT INSERT ON "{table}" TO {KIOSK}' for table in INSERTED]
    made += [f'GRANT {what} ON "{table}" TO {KIOSK}' for table, (what, _) in CHANGED.items()]
    made += [f'GRANT DELETE ON "{table}" TO {KIOSK}' for table in DELETED]

    def policy(name: str, table: str, action: str, test: str) -> str:
        return f'CREATE POLICY fairwatch_{name} ON "{table}" FOR {action} TO {KIOSK} {test}'

    made += [policy("kiosk", table, "SELECT", f"USING ({test})") for table, test in sorted(tests.items())]
    made += [policy("kiosk_adds", table, "INSERT", f"WITH CHECK ({test})") for table, test in INSERTED.items()]
    made += [policy("kiosk_changes", table, "UPDATE", f"USING ({test})") for table, (_, test) in CHANGED.items()]
    made += [policy("kiosk_deletes", table, "DELETE", f"USING ({test})") for table, test in DELETED.items()]
    return tuple(made)
