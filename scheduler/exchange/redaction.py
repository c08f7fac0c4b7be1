"""Takes out of evidence what a profile does not give away, before a byte of it is written."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from scheduler.domain.evidence import PROFILES, Evidence, LeftOut, PackedDeviation, Profile, Publication
from scheduler.domain.roster import Waiver
from scheduler.domain.words import Badge

SHOWN = frozenset({"publish", "draw posts"})
"""Actions of the log whose who and what stay where they are about a roster of the pack."""
EXPUNGE = "expunge log"
"""Says which records have lost who and what at the end of their retention: without it the log would look broken."""


def redacted(evidence: Evidence) -> Evidence:
    """Return what the profile of some evidence gives away, with a line for each thing that it does not."""
    profile = PROFILES[evidence.profile]
    aliases = {} if profile.has_badges else _aliases(evidence.publications)
    shown = {badge for one in evidence.publications for badge in _badges(one)}
    rosters = {one.roster_id for one in evidence.publications}
    log, withheld = _log(evidence.log, rosters) if profile.has_log else ((), ())
    return replace(
        evidence,
        by=evidence.by if profile.has_actors else "",
        case=evidence.case if profile.is_for_case else "",
        publications=tuple(_publication(one, profile, aliases) for one in evidence.publications),
        deviations=tuple(_deviation(one, profile) for one in evidence.deviations),
        names={badge: name for badge, name in (evidence.names or {}).items() if badge in shown}
        if profile.has_names
        else None,
        log=log,
        withheld=withheld,
        left_out=(*evidence.left_out, *_left_out(profile)),
    )


def _publication(one: Publication, profile: Profile, aliases: dict[Badge, Badge]) -> Publication:
    tours = tuple(replace(tour, badge=aliases.get(tour.badge, tour.badge)) for tour in one.roster.tours)
    waivers = tuple(_waiver(waiver, profile, aliases) for waiver in one.roster.waivers)
    # Locks say what a supervisor held fast, which is nobody's business; no tour tells of them either.
    roster = replace(one.roster, tours=(), locks=(), waivers=waivers)
    if not profile.has_badges:
        tours = tuple(replace(tour, is_locked=False) for tour in tours)
    return replace(
        one,
        roster=roster.with_tours(tuple(sorted(tours))),
        by=one.by if profile.has_actors else "",
        reason=one.reason if profile.has_words else "",
        label=one.label if profile.has_words else "",
        certified=one.certified if profile.is_for_case else None,
    )


def _waiver(waiver: Waiver, profile: Profile, aliases: dict[Badge, Badge]) -> Waiver:
    return replace(
        waiver,
        badge=waiver.badge and aliases.get(waiver.badge, waiver.badge),
        approver=waiver.approver if profile.has_actors else "",
        reason=waiver.reason if profile.has_words else "",
    )


def _deviation(one: PackedDeviation, profile: Profile) -> PackedDeviation:
    if not profile.has_words:
        one = replace(one, words="", mitigation="")
    return one if profile.has_actors else replace(one, by="", approver="" if not one.approver else "somebody")


def _badges(one: Publication) -> Iterable[Badge]:
    yield from (tour.badge for tour in one.roster.tours)
    yield from (waiver.badge for waiver in one.roster.waivers if waiver.badge)


def _aliases(publications: Iterable[Publication]) -> dict[Badge, Badge]:
    """Return numbers for badges, the same in all versions of a pack, in an order that nobody can foresee."""
    badges = sorted({badge for one in publications for badge in _badges(one)})
    secrets.SystemRandom().shuffle(badges)
    return {badge: Badge(f"officer-{number:04}") for number, badge in enumerate(badges, 1)}


def _log(lines: tuple[bytes, ...], rosters: set[int]) -> tuple[tuple[bytes, ...], tuple[tuple[int, int], ...]]:
    """Return the lines of a log without who and what of records about anything else, and which those are.

    A record without them is still part of the chain: its hash is made of the digest of who and what, and of a salt
    that goes with them, so that nobody can try names.
    """
    ours, kept, withheld = {f"roster:{number}" for number in rosters}, [], list[int]()
    for line in lines:
        record: dict[str, Any] = json.loads(line)
        if "end" not in record and record["salt"]:
            is_about_us = record["action"] in SHOWN and bool(ours & set(record["subjects"]))
            if not is_about_us and record["action"] != EXPUNGE:
                withheld.append(record["number"])
                record.update(facility=None, actor="", subjects=[], salt="")
                line = json.dumps(record, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"
        kept.append(line)
    return tuple(kept), _spans(withheld)


def _spans(numbers: list[int]) -> tuple[tuple[int, int], ...]:
    """Return sorted numbers as spans, both ends inclusive."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return tuple(spans)


def _left_out(profile: Profile) -> Iterable[LeftOut]:
    """Yield what a profile never gives away."""
    yield LeftOut(what="requests of officers and what is sealed", why="they are in no pack")
    yield LeftOut(what="points of the attention index", why="they are in no pack")
    if not profile.is_for_case:
        why = "they name inmates, which only a case can order"
        yield LeftOut(what="problems of certificates", why=why)
    if not profile.has_badges:
        yield LeftOut(what="badges", why="officers have numbers that were drawn for this pack")
    if not profile.has_names:
        yield LeftOut(what="names of officers", why=f"the profile {profile.name} gives none")
    if not profile.has_words:
        yield LeftOut(what="reasons and other free text", why=f"the profile {profile.name} gives none")
    if not profile.has_actors:
        yield LeftOut(what="who published, approved and wrote", why=f"the profile {profile.name} does not tell")
    if not profile.has_log:
        yield LeftOut(what="the audit log", why=f"the profile {profile.name} does not give it")
