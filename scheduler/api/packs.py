"""Evidence packs: `Desk.packs`. What was published, by whom and why, for others to prove without the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version as version_of
from pathlib import Path

from scheduler.api.audit import secrets_at_hand
from scheduler.api.guard import NotPermittedError, needs, refusal
from scheduler.api.plan import PlanDesk
from scheduler.audit.verifier import Anchor
from scheduler.domain.deviations import latest
from scheduler.domain.draws import Muster
from scheduler.domain.evidence import PROFILES, Certified, Evidence, LeftOut, PackedDeviation, Publication
from scheduler.domain.findings import Certificate
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import RosterState
from scheduler.exchange import UnwritableError
from scheduler.exchange.evidence_check import PackVerdict, check_pack
from scheduler.exchange.evidence_pack import pack_of
from scheduler.exchange.files import replace_file
from scheduler.exchange.redaction import redacted
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, RosterHead, Store
from scheduler.wire import hash_of, sha256

__all__ = ["PROFILES", "Evidence", "PackVerdict", "PacksDesk", "WantedPack", "examine_pack"]
LONGEST_CASE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPack:
    """What a pack is to hold.

    Attributes:
        rosters: Numbers of the rosters, one or more; all published versions of each go in.
        profile: One of `PROFILES`.
        case: Number of the case, for a profile that needs one.
    """

    rosters: tuple[int, ...]
    profile: str
    case: str = ""


class PacksDesk:
    """Makes evidence packs. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        problem: Callable[[Period], Problem],
        sealed: Callable[[int], frozenset[Muster]],
        plan: PlanDesk,
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._problem, self._sealed = store, site, problem, sealed
        self._plan, self._now, self._session = plan, now, session

    @needs(Action.READ_EVIDENCE)
    def published(self) -> tuple[RosterHead, ...]:
        """Return the latest version of each roster that was published, the newest roster first."""
        return tuple(head for roster in self._store.rosters() for head in self._store.versions(roster.id)[:1])

    @needs(Action.READ_EVIDENCE)
    def gather(self, wanted: WantedPack) -> Evidence:
        """Return what a pack would hold, with everything taken out already that its profile does not give away.

        Raises:
            DeskError: there is no such profile or roster, none was published, or the profile needs a case.
            NotPermittedError: it is for a case, and pairs are not for whoever asks.
        """
        profile = PROFILES.get(wanted.profile)
        if profile is None:
            raise DeskError(f"{wanted.profile!r} is no profile of packs; known are {', '.join(PROFILES)}")
        case = " ".join(wanted.case.split())
        if profile.is_for_case and not (0 < len(case) <= LONGEST_CASE and case.isprintable()):
            raise DeskError(f"The profile {profile.name} needs the number of a case, of at most {LONGEST_CASE} letters")
        if profile.is_for_case and not self._session.may(Action.READ_PAIRS):
            raise NotPermittedError(refusal((Action.READ_PAIRS,), self._session.is_open))
        if not wanted.rosters:
            raise DeskError("One roster or more is expected")
        left_out: list[LeftOut] = []
        publications = tuple(
            one
            for number in sorted(set(wanted.rosters))
            for one in self._publications(number, profile.is_for_case, left_out)
        )
        log: tuple[bytes, ...] = ()
        if profile.has_log and self._session.may(Action.EXPORT_AUDIT):
            log = tuple(self._store.audit_log.evidence()[0])
        elif profile.has_log:
            why = "whoever made this pack may not give it away"
            left_out.append(LeftOut(what="the audit log", why=why))
        site = self._site()
        return redacted(
            Evidence(
                facility=site.facility.name,
                zone=site.facility.zone,
                profile=profile.name,
                case=case,
                at=self._now(),
                by=self._session.actor,
                publications=publications,
                deviations=self._deviations(publications),
                names={line.badge: line.name for line in site.names},
                log=log,
                left_out=tuple(left_out),
            )
        )

    @needs(Action.EXPORT_EVIDENCE)
    def write(self, evidence: Evidence, path: Path) -> str:
        """Write what was gathered to a file and return its SHA-256; the audit log notes it with profile and case.

        Raises:
            DeskError: the file cannot be written.
        """
        try:
            data = pack_of(evidence, f"fairwatch {version_of('fairwatch')}")
        except UnwritableError as error:
            raise DeskError(str(error)) from error
        digest = hash_of(data)
        rosters = sorted({one.roster_id for one in evidence.publications})
        case = (f"case:{evidence.case}",) if evidence.case else ()
        subjects = (*(f"roster:{number}" for number in rosters[1:]), f"profile:{evidence.profile}", *case)
        # Noted first: what could not be noted does not leave.
        self._store.audit_log.note_export(
            f"roster:{rosters[0]}", self._now(), self._session.actor, "export evidence", *subjects, f"sha256:{digest}"
        )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, data)
        except OSError as error:
            raise DeskError(f"{path}: {error.strerror or error}") from error
        return digest

    def _publications(self, number: int, is_for_case: bool, left_out: list[LeftOut]) -> list[Publication]:
        """Return all published versions of a roster, oldest first."""
        heads = sorted(self._store.versions(number), key=lambda head: head.version)
        if not heads:
            raise DeskError(f"Roster number {number} does not exist, or was never published")
        sealed = self._sealed(number)
        if self._store.draws.seal(number) is not None:
            why = "each draw has a record of its own, which fairwatch draw writes and proves"
            left_out.append(LeftOut(what=f"posts of roster {number} that were drawn at muster", why=why))
        made: list[Publication] = []
        before: tuple[Tour, ...] = ()
        for head in heads:
            stored = self._store.version(number, head.version)
            kept = tuple(t for t in stored.roster.tours if Muster(on=t.on, shift=t.shift) not in sealed)
            hidden = len(stored.roster.tours) - len(kept)
            certified = None
            if is_for_case and stored.certificate is not None:
                certified = None if hidden else self._certified(stored.roster, stored.certificate, before)
                if certified is None:
                    why = "the facility's data are not any more what they were, or not all of them are given away"
                    what = f"the problem of roster {number}, version {head.version}"
                    left_out.append(LeftOut(what=what, why=why))
            made.append(
                Publication(
                    roster_id=number,
                    label=head.label,
                    at=head.saved_at,
                    by=head.actor,
                    reason=stored.reason,
                    roster=stored.roster.with_tours(kept),
                    tours_sha256=sha256(stored.roster.tours),
                    to_be_drawn=hidden,
                    certificate=stored.certificate,
                    certified=certified,
                )
            )
            before = stored.roster.tours
        return made

    def _certified(self, roster: Roster, certificate: Certificate, before: tuple[Tour, ...]) -> Certified | None:
        """Return roster and problem exactly as a certificate speaks of them, None where they cannot be had any more.

        Args:
            roster: As it was published.
            certificate: What was known of it.
            before: The tours of the version before: a build counts changes from them.
        """
        now = self._problem(roster.period)
        problems = (replace(now, published=tours) for tours in (before, (), now.published))
        problem = next((found for found in problems if sha256(found) == certificate.problem_sha256), None)
        if problem is None:
            return None
        plain = replace(roster, state=RosterState.DRAFT, version=0)
        tries = (plain, replace(plain, waivers=()), replace(plain, waivers=(), locks=()))
        unlocked = tuple(replace(one, tours=tuple(replace(t, is_locked=False) for t in one.tours)) for one in tries)
        for found in (*tries, *unlocked):
            if sha256(found) == certificate.roster_sha256:
                return Certified(problem=problem, roster=found)
        return None

    def _deviations(self, publications: tuple[Publication, ...]) -> tuple[PackedDeviation, ...]:
        found: dict[tuple[str, str, str], PackedDeviation] = {}
        for period in {one.roster.period for one in publications}:
            records = latest(self._plan.records(period.first, period.last))
            for below in self._plan.below(period.first, period.last):
                place = (str(below.on), str(below.shift), str(below.post))
                found[place] = PackedDeviation(
                    post=below.post, shift=below.shift, on=below.on, there=below.there, planned=below.planned
                )
            for (post, on, shift), record in records.items():
                place, note = (str(on), str(shift), str(post)), record.note
                bare = found.get(place) or PackedDeviation(post=post, shift=shift, on=on, there=0, planned=0)
                found[place] = replace(
                    bare,
                    status=note.status.value,
                    reason=note.reason.value,
                    words=note.words,
                    mitigation=note.mitigation,
                    overtime_tried=note.overtime_tried,
                    by=record.by,
                    at=record.at,
                    approver=record.approver,
                )
        return tuple(found[place] for place in sorted(found))


def examine_pack(path: Path, keys: Sequence[Path] = (), anchors: Sequence[Anchor] = ()) -> tuple[PackVerdict, str]:
    """Prove a pack with nothing but its file and the keys of this account, and return its SHA-256 too.

    Raises:
        DeskError: a key cannot be read, or the solver died over a bound.
        OSError: the file cannot be read.
    """
    from scheduler.engine.isolated import SolverLostError

    data = path.read_bytes()
    try:
        return check_pack(data, secrets_at_hand(keys), anchors), hash_of(data)
    except SolverLostError as error:
        raise DeskError(f"{path}: {error}, so its bounds are not proven again") from error
