"""Proves an evidence pack again, with nothing but the pack: no database, no network.

What is found is said in sentences about files, so that somebody who did not make the pack can look for himself.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TypeVar

from scheduler.audit.verifier import Anchor, Verdict, examine, lines_of
from scheduler.domain.evidence import PROFILES
from scheduler.domain.findings import Certificate
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour, difference
from scheduler.domain.words import FacilityId
from scheduler.exchange.evidence_pack import LOG, MANIFEST, NoPackError, files_of
from scheduler.wire import RosterFile, UnreadableError, decode, encode, hash_of, sha256
from scheduler.wire.evidence import EVIDENCE_SCHEMA, Manifest, PackedChange, PackedVersion

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """What was found of a pack.

    Attributes:
        manifest: What it says of itself, None where that cannot be read.
        faults: What is wrong, one sentence each.
        said: What was proved, one sentence each, and what could not be.
        log: What was found of its audit log, None where it has none.
    """

    manifest: Manifest | None
    faults: tuple[str, ...]
    said: tuple[str, ...] = ()
    log: Verdict | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check_pack(data: bytes, keys: Mapping[str, bytes], anchors: Sequence[Anchor] = ()) -> PackVerdict:
    """Prove a pack.

    Args:
        data: The bytes of the ZIP file.
        keys: Secrets of the keys of the audit log at hand, by id.
        anchors: What was noted elsewhere of the log.

    Raises:
        SolverLostError: the solver died over a bound of a certificate, so that nothing is known of it.
    """
    try:
        files = files_of(data)
    except NoPackError as error:
        return PackVerdict(None, (str(error),))
    try:
        if MANIFEST not in files:
            raise UnreadableError("manifest.json is missing")
        manifest = _exactly(files, MANIFEST, Manifest)
        if manifest.schema != EVIDENCE_SCHEMA or manifest.profile not in PROFILES:
            raise UnreadableError("manifest.json: it is of another kind of pack")
    except UnreadableError as error:
        return PackVerdict(None, (str(error),))
    faults = list(_of_files(manifest, files))
    if faults:  # what is not as it was is not looked into
        return PackVerdict(manifest, tuple(faults))
    said = [f"{len(files)} files are as the manifest lists them."]
    try:
        faults += _of_versions(manifest, files, said)
        log, wrong = _of_log(manifest, files, keys, anchors, said)
    except UnreadableError as error:
        return PackVerdict(manifest, (*faults, str(error)))
    return PackVerdict(manifest, (*faults, *wrong), tuple(said), log)


def _exactly(files: Mapping[str, bytes], name: str, kind: type[_T]) -> _T:
    """Return the value in a file, which must be written as this program writes it.

    Raises:
        UnreadableError: it is not there, is not of this form, or says the same in other bytes.
    """
    if name not in files:
        raise UnreadableError(f"{name}: it is not in the pack")
    value = decode(files[name], kind, name)
    if encode(value) != files[name]:
        raise UnreadableError(f"{name}: it is not written as packs are")
    return value


def _of_files(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[str]:
    listed = {file.name: file for file in manifest.files}
    for name in sorted(files.keys() - listed.keys() - {MANIFEST}):
        yield f"{name}: the manifest does not list it"
    for name, file in sorted(listed.items()):
        if name not in files:
            yield f"{name}: the manifest lists it, and it is not there"
        elif (len(files[name]), hash_of(files[name])) != (file.size, file.sha256):
            yield f"{name}: it is not what the manifest lists: its hash differs"


def _of_versions(manifest: Manifest, files: Mapping[str, bytes], said: list[str]) -> Iterator[str]:
    profile = PROFILES[manifest.profile]
    rosters = {(one.roster, one.version): _roster(one, files) for one in manifest.versions}
    exact = 0
    for one in manifest.versions:
        is_exact = hash_of(files[one.tours]) == one.tours_sha256
        exact += is_exact
        if is_exact != one.is_exact:
            yield f"{one.tours}: the manifest says otherwise whether these are the tours as published"
        elif not is_exact and profile.has_badges and not one.to_be_drawn:
            yield f"{one.tours}: these are not the tours as published, and nothing is left out that could explain it"
        if one.certificate:
            yield from _of_certificate(one, files, rosters[one.roster, one.version], said)
    said.append(f"{exact} of {len(manifest.versions)} published versions are here with their tours to the byte.")
    yield from _of_changes(manifest, files, rosters, said)


def _roster(one: PackedVersion, files: Mapping[str, bytes]) -> Roster:
    if one.last < one.first:
        raise UnreadableError(f"manifest.json: roster {one.roster}, version {one.version} ends before it begins")
    if one.certified and not one.certificate:
        raise UnreadableError(f"manifest.json: {one.certified} has no certificate")
    tours = _exactly(files, one.tours, tuple[Tour, ...])
    period = Period(first=one.first, days=(one.last - one.first).days + 1)
    made = Roster(facility=FacilityId(""), period=period, version=one.version, waivers=one.waivers)
    return made.with_tours(tours)


def _of_changes(
    manifest: Manifest, files: Mapping[str, bytes], rosters: Mapping[tuple[int, int], Roster], said: list[str]
) -> Iterator[str]:
    told = {name: _exactly(files, name, PackedChange) for name in manifest.changes}
    asked = [(a, b) for a, b in pairwise(manifest.versions) if a.roster == b.roster]
    known = {(one.roster, one.before, one.after): (name, one) for name, one in told.items()}
    for before, after in asked:
        found = known.pop((after.roster, before.version, after.version), None)
        where = f"roster {after.roster}, version {before.version} to {after.version}"
        if found is None:
            yield f"{where}: what changed is not in the pack"
        elif found[1].changes != difference(
            rosters[after.roster, before.version], rosters[after.roster, after.version]
        ):
            yield f"{found[0]}: these are not the changes between the two versions"
    for name, _ in known.values():
        yield f"{name}: it is about versions that are not in the pack"
    if asked:
        said.append(f"{len(asked)} lists of changes lead from each version to the next.")


def _of_certificate(one: PackedVersion, files: Mapping[str, bytes], roster: Roster, said: list[str]) -> Iterator[str]:
    certificate = _exactly(files, one.certificate, Certificate)
    if certificate.seal != sha256(replace(certificate, seal="")):
        yield f"{one.certificate}: it was changed after it was made: its seal does not fit"
        return
    if not one.certified:
        said.append(f"{one.certificate}: its seal fits; its problem is not here, so its values are not proved again.")
        return
    from scheduler.engine import verify  # loads the solver, which few packs need

    if one.certified not in files:
        raise UnreadableError(f"{one.certified}: it is not in the pack")
    file = decode(files[one.certified], RosterFile, one.certified)
    if PurePosixPath(file.problem_path).name != file.problem_path or file.problem_path in ("", "..", "."):
        raise UnreadableError(f"{one.certified}: the problem that it names is no file of a pack")
    name = str(PurePosixPath(one.certified).with_name(file.problem_path))
    problem = _exactly(files, name, Problem)
    if file.seal != file.seal_that_fits() or file.text() + b"\n" != files[one.certified]:
        yield f"{one.certified}: its seal does not fit"
    elif file.certificate != certificate or hash_of(files[name]) != file.problem_file_sha256:
        yield f"{one.certified}: it speaks of another certificate or problem"
    elif _places(file.roster.tours) != _places(roster.tours):
        yield f"{one.certified}: its tours are not those that were published"
    else:
        wrong = verify(problem, file)
        yield from (f"{one.certificate}: {fault}" for fault in wrong)
        if not wrong:
            said.append(f"{one.certificate}: its values were computed again, and its bounds where that is cheap.")


def _places(tours: Iterable[Tour]) -> set[Tour]:
    """Return tours without what a supervisor held fast, which a certificate does not speak of."""
    return {replace(tour, is_locked=False) for tour in tours}


def _of_log(
    manifest: Manifest,
    files: Mapping[str, bytes],
    keys: Mapping[str, bytes],
    anchors: Sequence[Anchor],
    said: list[str],
) -> tuple[Verdict | None, tuple[str, ...]]:
    """Prove the audit log, and hold each version against the record of its publication."""
    if not manifest.log:
        if anchors:
            return None, ("there is no audit log in this pack that an anchor could note",)
        said.append("The audit log is not here: who published when, and that nothing else was, is not proved.")
        return None, ()
    if manifest.log != LOG:
        raise UnreadableError(f"manifest.json: the log is {LOG}")
    if LOG not in files:
        raise UnreadableError(f"{LOG}: it is not in the pack")
    lines = lines_of(files[LOG])
    withheld: set[int] = set()
    before = 0
    for first, last in manifest.withheld:
        if not before < first <= last <= len(lines):
            raise UnreadableError(f"manifest.json: it says of records {first} to {last} what it cannot say")
        withheld.update(range(first, last + 1))
        before = last
    verdict = examine(lines, keys, anchors, None, withheld)
    if not verdict.is_whole:
        return verdict, tuple(f"{LOG}: {fault.sentence}" for fault in verdict.faults)
    noted = {}
    for line in lines:
        record = json.loads(line)
        if record.get("action") == "publish" and record["subjects"]:
            about = dict(subject.split(":", 1) for subject in record["subjects"] if ":" in subject)
            noted[about.get("roster"), about.get("version")] = about.get("tours", "")
    wrong = []
    proved = 0
    for one in manifest.versions:
        hashed = noted.pop((str(one.roster), str(one.version)), None)
        where = f"roster {one.roster}, version {one.version}"
        if hashed is None:
            wrong.append(f"{where}: the audit log knows no such publication")
        elif not hashed:
            said.append(f"{where}: the log notes its publication without a hash, as older versions of Fairwatch did.")
        elif hashed != one.tours_sha256:
            wrong.append(f"{where}: the audit log notes other tours than these")
        else:
            proved += one.is_exact
    wrong += [
        f"roster {roster}, version {version}: the audit log knows it, and it is not in the pack"
        for roster, version in noted
    ]
    if not wrong:
        said.append(f"{proved} versions are, to the byte, those whose publication the audit log records.")
    return verdict, tuple(wrong)
