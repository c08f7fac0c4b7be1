"""Requests in the database: what is sealed and what follows for an officer's availability, in one transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, Text, delete, func, insert, select

from scheduler.domain.clock import Clock
from scheduler.domain.people import Preference, Restriction
from scheduler.domain.requests import MonthTotal, RequestKind
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, InmateRef, Minute
from scheduler.identity.envelope import Place, PrivateKey, PublicKey, seal
from scheduler.identity.stream import place_of
from scheduler.requests.effect import forced
from scheduler.storage import apart, changes, entering, sealing, sites, stream, trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.keys import share
from scheduler.storage.sealing import StoredEnvelope
from scheduler.storage.state import needed
from scheduler.storage.tables.audit import AuditRecordRow
from scheduler.storage.tables.requests import RequestMonthRow, ShieldedRow, SupportLineRow, TermsApprovalRow

QUESTION = "ask why not"
"""What the audit log calls it that somebody asks why an officer cannot take a seat."""
APPROVED_FOR = timedelta(days=1)
"""So long a second person's approval of changed terms may be used."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Effect:
    """What follows from a request, in plain rows.

    Attributes:
        added: Restrictions to add.
        besides: Restrictions to add, none of which keeps an officer and an inmate apart.
        removed: Restrictions to take away, one equal row each; those that are gone already are passed over.
        apart: An officer and an inmate who are kept apart from now on, by the restrictions in `added`.
        together: An officer and an inmate who are so no more; their restrictions go.
        shield: An officer whose terms need a second approver to change, and until when.
    """

    added: tuple[Restriction, ...] = ()
    besides: tuple[Restriction, ...] = ()
    removed: tuple[Restriction, ...] = ()
    apart: tuple[Badge, InmateRef] | None = None
    together: tuple[Badge, InmateRef] | None = None
    shield: tuple[Badge, date] | None = None

    def __repr__(self) -> str:
        return "Effect(...)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Letter:
    """What is sealed: the text of a row, of an event about it, and who reads both."""

    plain: bytes
    event: bytes
    readers: frozenset[PublicKey]
    more: tuple[tuple[bytes, frozenset[PublicKey]], ...] = field(default=())
    """Further events, each with its own readers."""

    def __repr__(self) -> str:
        return "Letter(...)"


class RequestStore:
    """The part of an open database that holds requests. Every method is one transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    # ------------------------------------------------------------ requests

    def file(self, row: str, letter: Letter, effect: Effect, at: datetime) -> None:
        """Seal a new request and put what follows from it in force; neither is there without the other.

        Raises:
            DeskError: nothing can be sealed yet.
        """
        with writing(self._engine, self._path) as connection:
            place = Place(row=row)
            sealing.put(connection, row, seal(letter.plain, letter.readers, place))
            _write_events(connection, letter)
            _carry_out(connection, effect, at)

    def change(
        self,
        place: Place,
        letter: Letter,
        effect: Effect,
        at: datetime,
        key: PrivateKey,
        new: Collection[PublicKey] = (),
    ) -> None:
        """Put a request in place of what it was, with what follows from it.

        Args:
            place: Of what it was.
            letter: What it is now.
            effect: What follows.
            at: When.
            key: Opens what it was.
            new: Readers whom it did not have: they can open what happened to it before, and expunge it in its time.

        Raises:
            DeskError: somebody else changed it meanwhile.
        """
        with writing(self._engine, self._path) as connection:
            if new:
                share(connection, place.row, key, new)
            newer = Place(row=place.row, version=place.version + 1)
            sealing.replace(connection, place, seal(letter.plain, letter.readers, newer))
            _write_events(connection, letter)
            _carry_out(connection, effect, at)

    def sealed(self) -> tuple[StoredEnvelope, ...]:
        """Return all sealed rows."""
        with reading(self._engine, self._path) as connection:
            return sealing.all_rows(connection)

    def events(self, most: int | None) -> tuple[StoredEnvelope, ...]:
        """Return the newest sealed events, the newest first; all of them for None."""
        with reading(self._engine, self._path) as connection:
            return tuple(reversed(stream.events(connection)))[:most]

    def note(self, events: Sequence[tuple[bytes, frozenset[PublicKey]]]) -> None:
        """Write events to the sealed stream, each for its own readers; nothing where it has not begun."""
        with writing(self._engine, self._path) as connection:
            if stream.stream_head(connection) is not None:
                for plain, readers in events:
                    stream.append_event(connection, plain, readers)

    def note_receipts(
        self,
        events: Sequence[tuple[bytes, frozenset[PublicKey]]],
        index: Callable[[Sequence[str]], bytes],
        keepers: frozenset[PublicKey],
    ) -> None:
        """Write receipts to the sealed stream, and for those who look after retention which events they are.

        Args:
            events: The receipts, each with its own readers.
            index: Makes the text of the event that lists them, from their names.
            keepers: Who reads that one.
        """
        with writing(self._engine, self._path) as connection:
            head = stream.stream_head(connection)
            if head is not None:
                numbers = [stream.append_event(connection, plain, readers) for plain, readers in events]
                names = [place_of(head.log, number).row for number in numbers]
                stream.append_event(connection, index(names), keepers)

    # ------------------------------------------------------------ what stands in plain rows

    def shielded(self, today: date) -> frozenset[Badge]:
        """Return officers whose terms need a second approver to change."""
        with reading(self._engine, self._path) as connection:
            return shielded(connection, today)

    def note_question(self, subjects: Sequence[str], at: datetime, actor: str, since: datetime, most: int) -> bool:
        """Note that somebody asks why an officer cannot take a seat, unless he has asked `most` times after `since`.

        Returns:
            Whether it is noted, and may be answered.
        """
        with writing(self._engine, self._path) as connection:
            if _questions(connection, actor, since) >= most:
                return False
            trail.record(connection, needed(connection).id, at, actor, QUESTION, *subjects)
            return True

    def approve_terms(
        self, badge: Badge, reason: str, told: Sequence[tuple[bytes, frozenset[PublicKey]]], at: datetime, actor: str
    ) -> None:
        """Note that a second person agrees that an officer's terms are changed, and tell those who watch over it."""
        with writing(self._engine, self._path) as connection:
            connection.execute(insert(TermsApprovalRow).values(badge=badge, approved_by=actor, approved_at=at))
            if stream.stream_head(connection) is not None:
                for plain, readers in told:
                    stream.append_event(connection, plain, readers)
            subjects = (f"officer:{badge}", f"reason:{reason}")
            trail.record(connection, needed(connection).id, at, actor, "approve terms", *subjects)

    def add_preference(self, preference: Preference, at: datetime, actor: str) -> None:
        """Add an officer's standing preference."""
        with writing(self._engine, self._path) as connection:
            of = changes.begin(connection, needed(connection), None)
            changes.append(connection, of, sites.PREFERENCES, (preference,))
            trail.record(connection, of, at, actor, "state preference", f"officer:{preference.badge}")

    # ------------------------------------------------------------ support and totals

    def support(self) -> dict[str, tuple[str, ...]]:
        """Return what the site entered, by `question` and `contact`."""
        t = SupportLineRow
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(select(t.about, t.words).order_by(t.about, t.position)).all()
        return {about: tuple(w for of, w in rows if of == about) for about in ("question", "contact")}

    def set_support(self, lines: Mapping[str, Sequence[str]], at: datetime, actor: str) -> None:
        """Put questions and contacts in place of those that were there."""
        with writing(self._engine, self._path) as connection:
            connection.execute(delete(SupportLineRow))
            rows = [
                {"about": about, "position": n, "words": w}
                for about, words in lines.items()
                for n, w in enumerate(words)
            ]
            if rows:
                connection.execute(insert(SupportLineRow), rows)
            trail.record(connection, needed(connection).id, at, actor, "set support")

    def months(self) -> tuple[MonthTotal, ...]:
        """Return the totals that were told of months, the latest first."""
        t = RequestMonthRow
        with reading(self._engine, self._path) as connection:
            rows = connection.execute(select(t.month, t.kind, t.number)).all()
        found = {(month, kind): number for month, kind, number in rows}
        return tuple(
            MonthTotal(
                month=month,
                by_kind=tuple((kind, found.get((month, kind.value))) for kind in RequestKind),
                total=found.get((month, "")),
            )
            for month in sorted({month for month, _ in found}, reverse=True)
        )

    def tell_months(self, totals: Iterable[MonthTotal]) -> None:
        """Keep the totals of months of which none are kept; those that were told do not change."""
        t = RequestMonthRow
        with writing(self._engine, self._path) as connection:
            known = set(connection.scalars(select(t.month)))
            for total in totals:
                if total.month in known:
                    continue
                lines = [*((kind.value, number) for kind, number in total.by_kind), ("", total.total)]
                rows = [{"month": total.month, "kind": kind, "number": number} for kind, number in lines]
                connection.execute(insert(t), rows)


def shielded(connection: Connection, today: date) -> frozenset[Badge]:
    """Return officers whose terms need a second approver to change."""
    t = ShieldedRow
    return frozenset(Badge(badge) for badge in connection.scalars(select(t.badge).where(t.until >= today)))


def _questions(connection: Connection, actor: str, since: datetime) -> int:
    """Return how often somebody has asked after a time why an officer cannot take a seat."""
    if (
        connection.dialect.name != "sqlite"
        and connection.exec_driver_sql("SELECT row_security_active('audit')").scalar()
    ):
        # A login may not read the log. Null where the database was made ready for logins by an older version: then
        # only the session counts.
        known = connection.exec_driver_sql("SELECT to_regprocedure('fairwatch_questions(timestamptz)')").scalar()
        return 0 if known is None else int(connection.scalar(select(func.fairwatch_questions(since))) or 0)
    t = AuditRecordRow
    asked = select(func.count()).where(t.actor == actor, t.action == QUESTION, t.at > since)
    return connection.scalar(asked) or 0


def _write_events(connection: Connection, letter: Letter) -> None:
    stream.append_event(connection, letter.event, letter.readers)
    for plain, readers in letter.more:
        stream.append_event(connection, plain, readers)


def _carry_out(connection: Connection, effect: Effect, at: datetime) -> None:
    """Write what follows from a request; the audit log says that availability changed, and nothing more."""
    removed, is_changed = list(effect.removed), False
    if effect.together is not None:
        removed += apart.forget(connection, *effect.together)
        is_changed = entering.is_door(connection)
    if effect.apart is not None:
        apart.remember(connection, *effect.apart, effect.added, at)
    if effect.shield is not None:
        badge, until = effect.shield
        connection.execute(insert(ShieldedRow).values(badge=badge, until=until))
    added = (*effect.added, *effect.besides)
    if added or removed or is_changed:
        of = changes.begin(connection, needed(connection), None)
        if entering.is_door(connection):
            # Not shown there what anybody is kept from, an officer has the server do it.
            entering.remove_restrictions(connection, removed)
            entering.add_restrictions(connection, added)
        else:
            apart.remove_restrictions(connection, of, removed)
            changes.append(connection, of, sites.RESTRICTIONS, added)
        trail.record(connection, of, at, trail.SYSTEM, apart.CHANGED)


def refuse_lost(connection: Connection, after: Site, at: datetime) -> None:
    """Refuse that restrictions in force are taken away or shortened by who does not decide about them.

    All are treated alike, wherever they come from.

    Raises:
        DeskError: one would be.
    """
    before = sites.RESTRICTIONS.read(connection, after.facility.id)
    if apart.lost(before, after.restrictions, _today(after, at)):
        raise DeskError("What an officer is not eligible for is ended only by those who decide about it")


def refuse_forced(connection: Connection, after: Site, at: datetime, actor: str) -> None:
    """Refuse changes of squad, contract or awards of some officers that nobody else has approved; use approvals up.

    Raises:
        DeskError: one is not approved.
    """
    if apart.is_kept_out(connection):
        missing = _unapproved(connection, after, at)
        if missing:
            raise _to_be_approved(missing)
        return
    badges = shielded(connection, _today(after, at))
    if not badges:
        return
    t = TermsApprovalRow
    approved = {
        badge
        for badge, by, when in connection.execute(select(t.badge, t.approved_by, t.approved_at))
        if by != actor and at - when <= APPROVED_FOR
    }
    changed = forced(sites.load_site(connection, after.facility.id), after, badges)
    if not set(changed) <= approved:
        raise _to_be_approved(set(changed) - approved)
    connection.execute(delete(t).where(t.badge.in_(changed)))


def _unapproved(connection: Connection, after: Site, at: datetime) -> set[str]:
    """Have the server say whose changed terms nobody else has approved; a login may not read whose could need it."""
    before = sites.load_site(connection, after.facility.id)
    changed = forced(before, after, {Badge(o.badge) for o in before.officers})
    if not changed:
        return set()
    from sqlalchemy.dialects.postgresql import array  # a desk with a file of its own needs nothing of it

    found = func.fairwatch_unapproved(array(changed, type_=Text), _today(after, at), at).column_valued("badge")
    return set(connection.scalars(select(found)))


def _to_be_approved(badges: Iterable[str]) -> DeskError:
    who = ", ".join(sorted(badges))
    return DeskError(f"To change squad, contract or awards of {who}, somebody else has to approve it first")


def keep_restrictions(connection: Connection, after: Site, at: datetime) -> Site:
    """Return a facility that is imported with the restrictions in force that it lacks, of officers who are in it."""
    before = sites.RESTRICTIONS.read(connection, after.facility.id)
    here = {officer.badge for officer in after.officers}
    places = {None, *(area.code for area in after.areas), *(post.code for post in after.posts)}
    gone = apart.lost(before, after.restrictions, _today(after, at))
    kept = tuple(bar for bar in gone if bar.badge in here and {bar.area, bar.post} <= places)
    return replace(after, restrictions=(*after.restrictions, *kept)) if kept else after


def _today(site: Site, at: datetime) -> date:
    return Clock(site.facility.zone).date_of(Minute(int(at.timestamp()) // 60))
