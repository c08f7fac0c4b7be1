"""Evidence packs as files: a ZIP whose every byte follows from what is in it, so that any change of it shows.

Nothing is compressed: programs that pack differently would write other bytes of the same content, and then nobody could
say whether somebody changed the file. Paths have small letters, figures and three signs, and folders stand in no entry
of their own.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.domain.evidence import PROFILES, Evidence, Publication
from scheduler.domain.papers import Block, CellKind, Column, Facts, Paper, Standing, Table
from scheduler.domain.roster import difference
from scheduler.exchange.writers import html
from scheduler.wire import RosterFile, encode, hash_of, sha256
from scheduler.wire.evidence import Manifest, PackedChange, PackedFile, PackedVersion

MANIFEST, README, SUMMARY, DEVIATIONS, NAMES, LOG = (
    "manifest.json", "README.txt", "summary.html", "deviations.json", "names.json", "log.audit",
)  # fmt: skip
MOST_BYTES, MOST_FILES = 2_000_000_000, 20_000
_NAME = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*\.[a-z]{3,5}")
_ANY_TIME = (1980, 1, 1, 0, 0, 0)
_TEXT = """EVIDENCE PACK OF {facility}

Made at {at}, profile "{profile}": {title}.

What is in it
  summary.html      to be read by people
  manifest.json     every file with its size and SHA-256, and what is left out and why
  rosters/          each published version: its tours, its certificate, and what changed from version to version
  deviations.json   posts below the staffing plan, and what was written down about them
  names.json        names of officers by badge, where the profile gives them
  log.audit         the audit log as a chain of hashes, where the profile gives it; who and what of records about
                    other things are taken out, which does not break the chain

How to check it, without a database or a network
  1. The SHA-256 of this whole file must be the one that the agency's audit log notes for it.
  2. fairwatch verify PACK.zip
     holds every file against the manifest, every difference against the versions, every certificate against its seal,
     and, where the log is here, the tours of each version against the record of its publication.
     --key FILE proves the log with the agency's key, --anchor NUMBER:HASH holds it against a hash noted elsewhere.
  By hand: any program that computes SHA-256 gives the hashes in manifest.json; those of tours are in log.audit too.
"""


class NoPackError(ValueError):
    """A file is not an evidence pack; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Files of a pack by name, and what the manifest says of versions and of changes."""

    files: dict[str, bytes]
    versions: tuple[PackedVersion, ...]
    changes: tuple[str, ...]


def pack_of(evidence: Evidence, program: str) -> bytes:
    """Return the pack of some evidence as the bytes of a ZIP file.

    Args:
        evidence: What goes in; nothing more is taken out of it here.
        program: Name and version of what writes it.

    Raises:
        UnwritableError: it holds what no file can.
    """
    parts = _parts(evidence)
    files = parts.files
    if evidence.deviations:
        files[DEVIATIONS] = encode(evidence.deviations)
    if evidence.names:
        files[NAMES] = encode(dict(sorted(evidence.names.items())))
    if evidence.log:
        files[LOG] = b"".join(evidence.log)
    title = PROFILES[evidence.profile].title
    at = evidence.at.isoformat(timespec="seconds")
    words = _TEXT.format(facility=evidence.facility, at=at, profile=evidence.profile, title=title)
    files[README] = words.encode()
    files[SUMMARY] = html.write(_summary(evidence))
    listed = tuple(PackedFile(name=name, size=len(data), sha256=hash_of(data)) for name, data in sorted(files.items()))
    manifest = Manifest(
        program=program,
        facility=evidence.facility,
        zone=evidence.zone,
        profile=evidence.profile,
        case=evidence.case,
        made_at=evidence.at,
        by=evidence.by,
        versions=parts.versions,
        changes=parts.changes,
        log=LOG if evidence.log else "",
        withheld=evidence.withheld,
        left_out=evidence.left_out,
        files=listed,
    )
    return _zip({**files, MANIFEST: encode(manifest)})


def files_of(data: bytes) -> Mapping[str, bytes]:
    """Return the files of a pack by name.

    Raises:
        NoPackError: it is no ZIP file as packs are: a name that leads elsewhere or stands there twice, an entry that is
            compressed, encrypted or no file, too much of anything, or a byte that is not as packs have it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise NoPackError("it holds more than packs do")
            for entry in entries:
                is_plain = entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1
                if not is_plain or not _NAME.fullmatch(entry.filename) or entry.file_size > len(data):
                    raise NoPackError(f"{entry.filename!r} is not an entry of a pack")
            if len({entry.filename for entry in entries}) != len(entries):
                raise NoPackError("two of its files have one name")
            files = {entry.filename: archive.read(entry) for entry in entries}
    except NoPackError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise NoPackError(f"it cannot be read as a ZIP file: {' '.join(str(error).split())}") from error
    except Exception as error:  # the reader of ZIP files raises what it meets: struct.error, KeyError, RuntimeError
        raise NoPackError("it cannot be read as a ZIP file") from error
    if _zip(files) != data:
        raise NoPackError("it is not byte for byte as packs are written: something was changed in it")
    return files


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _ANY_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()


def _parts(evidence: Evidence) -> _Parts:
    files: dict[str, bytes] = {}
    versions = []
    for one in evidence.publications:
        stem = f"rosters/{one.roster_id}/version-{one.roster.version}"
        files[f"{stem}-tours.json"] = encode(one.roster.tours)
        version = _version(one, stem, hash_of(files[f"{stem}-tours.json"]))
        if one.certificate is not None:
            files[version.certificate] = encode(one.certificate)
        if one.certified is not None:
            files |= _certified(one, stem)
        versions.append(version)
    changes = []
    for before, after in pairwise(evidence.publications):
        if before.roster_id == after.roster_id:
            name = f"rosters/{after.roster_id}/version-{before.roster.version}-to-{after.roster.version}.json"
            changed = PackedChange(
                roster=after.roster_id,
                before=before.roster.version,
                after=after.roster.version,
                changes=difference(before.roster, after.roster),
            )
            files[name] = encode(changed)
            changes.append(name)
    return _Parts(files, tuple(versions), tuple(changes))


def _version(one: Publication, stem: str, tours_hash: str) -> PackedVersion:
    period = one.roster.period
    return PackedVersion(
        roster=one.roster_id,
        version=one.roster.version,
        label=one.label,
        first=period.first,
        last=period.last,
        published_at=one.at,
        by=one.by,
        reason=one.reason,
        tours=f"{stem}-tours.json",
        tours_sha256=one.tours_sha256,
        is_exact=tours_hash == one.tours_sha256,
        to_be_drawn=one.to_be_drawn,
        waivers=one.roster.waivers,
        certificate=f"{stem}-certificate.json" if one.certificate is not None else "",
        certified=f"{stem}-certified.json" if one.certified is not None else "",
    )


def _certified(one: Publication, stem: str) -> dict[str, bytes]:
    """Return roster file and problem, as `fairwatch verify` takes them out of a folder too."""
    if one.certified is None:
        return {}
    problem = encode(one.certified.problem)
    name = f"{stem}-problem.json"
    file = RosterFile(
        problem_path=name.rpartition("/")[2],
        problem_sha256=sha256(one.certified.problem),
        problem_file_sha256=hash_of(problem),
        roster=one.certified.roster,
        certificate=one.certificate,
    )
    sealed = replace(file, seal=file.seal_that_fits())
    return {name: problem, f"{stem}-certified.json": sealed.text() + b"\n"}


# ------------------------------------------------------------ for people


def _summary(evidence: Evidence) -> Paper:
    """Return what the pack holds, as a page to read."""
    zone = ZoneInfo(evidence.zone)
    blocks: list[Block] = [
        Facts(
            title="This pack",
            pairs=(
                ("Profile", PROFILES[evidence.profile].title),
                *((("Case", evidence.case),) if evidence.case else ()),
                *((("Made by", evidence.by),) if evidence.by else ()),
            ),
        ),
        _versions(evidence, zone),
        _changes(evidence),
        _waivers(evidence),
        _deviations(evidence),
        Table(
            name="left_out",
            title="What is not in it",
            columns=(
                Column(name="what", heading="What", weight=1.0),
                Column(name="why", heading="Why", weight=2.0),
            ),
            rows=tuple((one.what, one.why) for one in evidence.left_out),
        ),
    ]
    days = [on for one in evidence.publications for on in (one.roster.period.first, one.roster.period.last)]
    return Paper(
        kind="evidence",
        title="Evidence pack",
        facility=evidence.facility,
        span=f"{min(days)} to {max(days)}" if days else "",
        standing=Standing.NEITHER,
        version=0,
        anchor="",
        made_at=evidence.at.astimezone(zone),
        marking="For whom it was made.",
        is_wide=True,
        blocks=tuple(blocks),
    )


def _versions(evidence: Evidence, zone: ZoneInfo) -> Table:
    columns = (
        Column(name="roster", heading="Roster", kind=CellKind.COUNT),
        Column(name="version", heading="Version", kind=CellKind.COUNT),
        Column(name="first", heading="First date", kind=CellKind.DATE),
        Column(name="last", heading="Last date", kind=CellKind.DATE),
        Column(name="published", heading="Published", kind=CellKind.MOMENT),
        Column(name="by", heading="By"),
        Column(name="reason", heading="Reason", weight=2.0),
        Column(name="tours", heading="Tours", kind=CellKind.COUNT),
        Column(name="sha256", heading="SHA-256 of the tours as published", weight=2.0),
    )
    rows = tuple(
        (one.roster_id, one.roster.version, one.roster.period.first, one.roster.period.last, _local(one.at, zone),
         one.by, one.reason, len(one.roster.tours), one.tours_sha256)
        for one in evidence.publications
    )  # fmt: skip
    return Table(name="versions", title="Published versions", columns=columns, rows=rows)


def _changes(evidence: Evidence) -> Table:
    columns = (
        Column(name="roster", heading="Roster", kind=CellKind.COUNT),
        Column(name="before", heading="From version", kind=CellKind.COUNT),
        Column(name="after", heading="To version", kind=CellKind.COUNT),
        Column(name="date", heading="Date", kind=CellKind.DATE),
        Column(name="seat", heading="Post and watch", weight=1.0),
        Column(name="was", heading="Was", weight=1.0),
        Column(name="became", heading="Became", weight=1.0),
    )
    rows = []
    for before, after in pairwise(evidence.publications):
        if before.roster_id != after.roster_id:
            continue
        for change in difference(before.roster, after.roster):
            tour = change.after or change.before
            if tour is not None:
                was, became = ("" if t is None else str(t.badge) for t in (change.before, change.after))
                place = f"{tour.post} {tour.shift}"
                versions = before.roster.version, after.roster.version
                rows.append((after.roster_id, *versions, tour.on, place, was, became))
    return Table(name="changes", title="Changes from version to version", columns=columns, rows=tuple(rows))


def _waivers(evidence: Evidence) -> Table:
    columns = (
        Column(name="roster", heading="Roster", kind=CellKind.COUNT),
        Column(name="version", heading="Version", kind=CellKind.COUNT),
        Column(name="date", heading="Date", kind=CellKind.DATE),
        Column(name="rule", heading="Rule", weight=1.0),
        Column(name="officer", heading="Officer"),
        Column(name="approver", heading="Approved by"),
        Column(name="reason", heading="Reason", weight=2.0),
        Column(name="expires", heading="Until", kind=CellKind.DATE),
    )
    rows = tuple(
        (one.roster_id, one.roster.version, w.on, w.entry, str(w.badge), w.approver, w.reason, w.expires)
        for one in evidence.publications
        for w in one.roster.waivers
    )
    return Table(name="waivers", title="Waivers", columns=columns, rows=rows)


def _deviations(evidence: Evidence) -> Table:
    columns = (
        Column(name="date", heading="Date", kind=CellKind.DATE),
        Column(name="shift", heading="Watch"),
        Column(name="post", heading="Post"),
        Column(name="there", heading="There", kind=CellKind.COUNT),
        Column(name="planned", heading="Planned", kind=CellKind.COUNT),
        Column(name="status", heading="What"),
        Column(name="reason", heading="Reason", weight=1.0),
        Column(name="words", heading="More", weight=1.0),
        Column(name="mitigation", heading="What was done", weight=2.0),
        Column(name="approver", heading="Approved by"),
    )
    rows = tuple(
        (d.on, str(d.shift), str(d.post), d.there, d.planned, d.status, d.reason or "none written", d.words,
         d.mitigation, d.approver)
        for d in evidence.deviations
    )  # fmt: skip
    alerts = frozenset(at for at, d in enumerate(evidence.deviations) if not d.reason)
    title = "Posts below the staffing plan"
    return Table(name="deviations", title=title, columns=columns, rows=rows, alerts=alerts)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    # Whole seconds: a page shows no more, and files for machines have the moment itself.
    return at.astimezone(zone) - timedelta(microseconds=at.microsecond)
