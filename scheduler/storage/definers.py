"""Functions of a server that do for a login what it may not read itself. Each runs as the owner of the database.

Who calls one learns what it returns, and nothing of the rows behind it. They check who calls, have a fixed search path,
and name every table in full.
"""

_RUNS = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_ALIKE = 16
"""Pairs that are kept apart are filled up to a multiple of this number: time tells nothing of how many there are."""

_PAD = """CREATE OR REPLACE FUNCTION fairwatch_pad(salt bytea, other integer) RETURNS bytea LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS
$$ SELECT string_agg(set_byte('\\x00'::bytea, 0, other # CASE WHEN n < length(salt) THEN get_byte(salt, n) ELSE 0 END),
          ''::bytea ORDER BY n) FROM generate_series(0, 63) n $$"""

_WHEREABOUTS = """CREATE OR REPLACE FUNCTION fairwatch_whereabouts(
    facility text, who text, now_minute integer, today date)
RETURNS TABLE (area text, post text) LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.area, NULL::text FROM public.stay s
    WHERE s.facility_id = facility AND s.inmate = who AND (s."end" IS NULL OR s."end" > now_minute)
    UNION SELECT a.area, NULL FROM public.activity a
    WHERE a.facility_id = facility AND a.inmate = who AND (a.last IS NULL OR a.last >= today)
    UNION SELECT NULL, w.post FROM public.watch w
    WHERE w.facility_id = facility AND w.inmate = who AND (w."end" IS NULL OR w."end" > now_minute) $$"""

# The digest is HMAC-SHA-256, as `storage.apart` has it: a server has no function for it.
_PLACED = f"""CREATE OR REPLACE FUNCTION fairwatch_placed(facility text, now_minute integer, today date)
RETURNS TABLE (mark text, badge text, area text, post text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
    WITH pairs AS (
        SELECT DISTINCT k.mark, k.badge FROM public.kept_apart k
    ), alike AS (
        SELECT p.mark, p.badge FROM pairs p
        UNION ALL
        SELECT replace(gen_random_uuid()::text, '-', '') || ':', ''
        FROM generate_series(1, {_ALIKE} - (SELECT count(*) FROM pairs)::integer % {_ALIKE})
    ), keyed AS MATERIALIZED (
        SELECT a.mark, a.badge, split_part(a.mark, ':', 2) AS digest,
               public.fairwatch_pad(decode(split_part(a.mark, ':', 1), 'hex'), 54) AS inner_key,
               public.fairwatch_pad(decode(split_part(a.mark, ':', 1), 'hex'), 92) AS outer_key
        FROM alike a
    ), inmates AS MATERIALIZED (
        SELECT s.inmate FROM public.stay s WHERE s.facility_id = facility
        UNION SELECT w.inmate FROM public.watch w WHERE w.facility_id = facility
        UNION SELECT a.inmate FROM public.activity a WHERE a.facility_id = facility
    ), matched AS MATERIALIZED (
        SELECT k.mark, k.badge, i.inmate FROM keyed k CROSS JOIN inmates i
        WHERE encode(sha256(k.outer_key || sha256(k.inner_key || convert_to(
              char_length(k.badge) || ':' || k.badge || i.inmate, 'UTF8'))), 'hex') = k.digest
    )
    SELECT f.mark, f.badge, w.area, w.post
    FROM matched f CROSS JOIN LATERAL public.fairwatch_whereabouts(facility, f.inmate, now_minute, today) w $$"""

_FOLLOW = f"""CREATE OR REPLACE FUNCTION fairwatch_follow(moment timestamptz) RETURNS boolean LANGUAGE plpgsql
{_RUNS} AS $$
DECLARE
    here public.facility%ROWTYPE;
    today date;
    last_date date;
    place integer;
    placed jsonb;
    ended integer[];
    bar record;
    rest jsonb := '[]';
    added jsonb;
BEGIN
    IF NOT public.fairwatch_holds(VARIADIC ARRAY[{{acting}}]) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_follow';
    END IF;
    -- In the transaction of a move that is then taken back, moves could be tried out until somebody is kept apart.
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'what follows from moves is done in a transaction of its own';
    END IF;
    SELECT * INTO here FROM public.facility f ORDER BY f.id LIMIT 1;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    today := (moment AT TIME ZONE here.zone)::date;
    SELECT coalesce(max(r.first + r.days - 1), today) INTO last_date FROM public.roster r
    WHERE r.facility_id = here.id AND r.first <= today AND r.first + r.days - 1 >= today;
    SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') INTO placed
    FROM public.fairwatch_placed(here.id, floor(extract(epoch FROM moment) / 60)::integer, today) p
    WHERE EXISTS (SELECT FROM public.officer o WHERE o.facility_id = here.id AND o.badge = p.badge);
    SELECT coalesce(array_agg(k.number), '{{}}') INTO ended FROM public.kept_apart k
    WHERE k.last IS NULL AND (k.area IS NOT NULL OR k.post IS NOT NULL)
      AND EXISTS (SELECT FROM public.officer o WHERE o.facility_id = here.id AND o.badge = k.badge)
      AND NOT EXISTS (
          SELECT FROM jsonb_to_recordset(placed) AS p (mark text, badge text, area text, post text)
          WHERE p.mark = k.mark AND p.badge = k.badge
            AND p.area IS NOT DISTINCT FROM k.area AND p.post IS NOT DISTINCT FROM k.post);
    SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') INTO added
    FROM jsonb_to_recordset(placed) AS p (mark text, badge text, area text, post text)
    WHERE NOT EXISTS (
        SELECT FROM public.kept_apart k
        WHERE k.last IS NULL AND k.mark = p.mark AND k.badge = p.badge
          AND k.area IS NOT DISTINCT FROM p.area AND k.post IS NOT DISTINCT FROM p.post
          AND (k.area IS NOT NULL OR k.post IS NOT NULL));
    IF cardinality(ended) = 0 AND jsonb_array_length(added) = 0 THEN
        RETURN false;
    END IF;
    -- In an order that tells nothing of the marks, which are drawn at random.
    FOR bar IN
        SELECT k.number, k.badge, k.first, k.area, k.post FROM public.kept_apart k WHERE k.number = ANY (ended)
        ORDER BY k.badge COLLATE "C", k.first, k.area COLLATE "C", k.post COLLATE "C"
    LOOP
        DELETE FROM public.restriction r WHERE r.facility_id = here.id AND r.position = (
            SELECT max(o.position) FROM public.restriction o
            WHERE o.facility_id = here.id AND o.badge = bar.badge AND o.first = bar.first AND o.last IS NULL
              AND o.area IS NOT DISTINCT FROM bar.area AND o.post IS NOT DISTINCT FROM bar.post);
        UPDATE public.kept_apart SET last = greatest(last_date, bar.first) WHERE number = bar.number;
        rest := rest || jsonb_build_array(to_jsonb(bar));
    END LOOP;
    SELECT coalesce(max(r.position), -1) INTO place FROM public.restriction r WHERE r.facility_id = here.id;
    FOR bar IN SELECT * FROM jsonb_to_recordset(rest) AS b (badge text, first date, area text, post text) LOOP
        place := place + 1;
        INSERT INTO public.restriction (facility_id, position, badge, first, last, area, post)
        VALUES (here.id, place, bar.badge, bar.first, greatest(last_date, bar.first), bar.area, bar.post);
    END LOOP;
    FOR bar IN
        SELECT * FROM jsonb_to_recordset(added) AS p (mark text, badge text, area text, post text)
        ORDER BY p.badge COLLATE "C", p.area COLLATE "C", p.post COLLATE "C"
    LOOP
        place := place + 1;
        INSERT INTO public.kept_apart (badge, mark, first, last, area, post)
        VALUES (bar.badge, bar.mark, today, NULL, bar.area, bar.post);
        INSERT INTO public.restriction (facility_id, position, badge, first, last, area, post)
        VALUES (here.id, place, bar.badge, today, NULL, bar.area, bar.post);
    END LOOP;
    UPDATE public.facility SET revision = revision + 1 WHERE id = here.id;
    RETURN true;
END $$"""

_UNAPPROVED = f"""CREATE OR REPLACE FUNCTION fairwatch_unapproved(changed text[], today date, moment timestamptz)
RETURNS SETOF text LANGUAGE plpgsql {_RUNS} AS $$
DECLARE
    guarded text[];
    missing text[];
BEGIN
    IF NOT public.fairwatch_holds(VARIADIC ARRAY[{{acting}}]) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_unapproved';
    END IF;
    SELECT coalesce(array_agg(DISTINCT s.badge), '{{}}') INTO guarded FROM public.shielded s
    WHERE s.until >= today AND s.badge = ANY (changed);
    SELECT coalesce(array_agg(g), '{{}}') INTO missing FROM unnest(guarded) g WHERE NOT EXISTS (
        SELECT FROM public.terms_approval a
        WHERE a.badge = g AND a.approved_by <> session_user AND moment - a.approved_at <= interval '1 day');
    IF cardinality(missing) = 0 THEN
        DELETE FROM public.terms_approval WHERE badge = ANY (guarded);
    END IF;
    RETURN QUERY SELECT unnest(missing);
END $$"""

# How often who calls has asked why an officer cannot take a seat: counted in the log, which he may not read.
_QUESTIONS = f"""CREATE OR REPLACE FUNCTION fairwatch_questions(since timestamptz) RETURNS bigint LANGUAGE sql STABLE
{_RUNS} AS $$
    SELECT count(*) FROM public.audit a WHERE a.actor = session_user AND a.action = 'ask why not' AND a.at > since $$"""

# Who decides has to know to whom a request is sealed: names, badges and offices, and nothing of how anybody signs in.
_HOLDERS = f"""CREATE OR REPLACE FUNCTION fairwatch_holders()
RETURNS TABLE (name text, badge text, state text, roles text[]) LANGUAGE plpgsql STABLE {_RUNS} AS $$
BEGIN
    IF NOT (public.fairwatch_holds(VARIADIC ARRAY[{{deciding}}]) OR public.fairwatch_officer() IS NOT NULL) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for function fairwatch_holders';
    END IF;
    RETURN QUERY SELECT a.name::text, a.badge::text, a.state::text,
        ARRAY(SELECT r.role::text FROM public.account_role r WHERE r.account = a.name) FROM public.account a;
END $$"""
FOR_DECIDING = ("fairwatch_holders()",)
"""What those who decide about requests may call besides, and officers who have proved their password."""

FOR_ACTING = (
    *("fairwatch_follow(timestamptz)", "fairwatch_unapproved(text[], date, timestamptz)"),
    "fairwatch_questions(timestamptz)",
)
"""What everybody who acts may call; the others are parts of these and of nobody's."""


def statements(acting: str, deciding: str) -> tuple[str, ...]:
    """Return what makes the functions.

    Args:
        acting: The roles whose acts are recorded by their own logins, each in quotes, with commas between.
        deciding: The roles that decide about requests, written in the same way.
    """
    return (
        _PAD,
        _WHEREABOUTS,
        _PLACED,
        _QUESTIONS,
        _HOLDERS.replace("{deciding}", deciding),
        *(text.replace("{acting}", acting) for text in (_FOLLOW, _UNAPPROVED)),
    )
