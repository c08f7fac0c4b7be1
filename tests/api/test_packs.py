"""Evidence packs: what goes in by profile and role, that it is proved again, and that any change of it is found."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from support.accounts import add_accounts, as_role, password_of, with_quick_passwords
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk, DeskError, NotPermittedError, Role
from scheduler.api.packs import PROFILES, WantedPack, examine_pack
from scheduler.audit.verifier import anchor_of
from scheduler.domain.deviations import DeviationNote, PostStatus, ReasonCode
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Restriction
from scheduler.domain.roster import Waiver
from scheduler.domain.words import Badge
from scheduler.engine import BuildOptions, build
from scheduler.exchange.evidence_check import check_pack
from scheduler.exchange.evidence_pack import files_of
from scheduler.wire import hash_of

NEXT = FIRST + timedelta(days=1)
PLANTED = ("SECRETINMATE", "SECRETAREA", "SECRETHOLDER")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two versions of a week: B1 on both days, then B3 in his place on the second, with a waiver and a deviation."""
    site = planned_site()
    site = replace(
        site,
        areas=(*site.areas, replace(site.areas[0], code="SECRETAREA", name="SECRETAREA")),
        officers=(*site.officers, replace(site.officers[0], badge="SECRETHOLDER")),
        stays=(*site.stays, Stay(inmate="SECRETINMATE", area="SECRETAREA", start=29_000_000)),
        restrictions=(Restriction(badge="SECRETHOLDER", first=FIRST, area="SECRETAREA"),),
    )
    with Desk.open(str(tmp_path / "f.db"), actor="commander") as opened:
        opened.import_site(site, "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N"), tour("B1", NEXT)))
        opened.publish(1)
        opened.apply_edit(1, edit("more", tour("B3", NEXT), gone=(tour("B1", NEXT),)))
        waiver = Waiver(
            entry="rest_required", badge=Badge("B3"), on=NEXT, approver="Captain W", reason="REASONWORDS", expires=NEXT
        )
        opened.add_waiver(1, waiver)
        opened.publish(1, "SICKCALLWORDS")
        start = tour("B1", NEXT + timedelta(days=1)).start
        opened.plan.write_deviation(
            DeviationNote(
                post="P1", shift="D", on=NEXT + timedelta(days=1), start=start, end=start + 60,
                status=PostStatus.VACATED, reason=ReasonCode.VACANCY, mitigation="ROVERWORDS", overtime_tried=True,
            )
        )  # fmt: skip
        yield opened


def made(desk: Desk, path: Path, profile: str) -> bytes:
    desk.packs.write(desk.packs.gather(WantedPack(rosters=(1,), profile=profile, case="26-117")), path)
    return path.read_bytes()


def text_of(data: bytes) -> str:
    return "\n".join(part.decode() for part in files_of(data).values())


@pytest.mark.parametrize("profile", PROFILES)
def test_a_pack_of_each_profile_holds_and_tells_just_what_it_may(desk: Desk, tmp_path: Path, profile: str) -> None:
    data = made(desk, tmp_path / "pack.zip", profile)
    verdict = check_pack(data, {})
    assert verdict.faults == ()
    text, tells = text_of(data), PROFILES[profile]
    assert ("Officer 3" in text) == tells.has_names
    assert ('"B3"' in text) == tells.has_badges
    for words in ("REASONWORDS", "SICKCALLWORDS", "ROVERWORDS"):
        assert (words in text) == tells.has_words, words
    assert ("Captain W" in text) == tells.has_actors
    assert ('"commander"' in text) == tells.has_actors
    assert ("log.audit" in files_of(data)) == tells.has_log
    # Nobody who stands in no tour, no inmate and no area of one is in any pack that is not ordered by a case.
    assert [secret for secret in PLANTED if secret in text] == []


def test_a_pack_has_each_version_what_changed_and_what_was_written_down(desk: Desk, tmp_path: Path) -> None:
    files = files_of(made(desk, tmp_path / "pack.zip", "court"))
    for number in (1, 2):
        told = [(t["badge"], t["on"], t["shift"]) for t in json.loads(files[f"rosters/1/version-{number}-tours.json"])]
        assert told == [(t.badge, str(t.on), t.shift) for t in desk.version(1, number).roster.tours]
    (change,) = json.loads(files["rosters/1/version-1-to-2.json"])["changes"]
    assert (change["before"]["badge"], change["after"]["badge"]) == ("B1", "B3")
    manifest = json.loads(files["manifest.json"])
    assert [(v["version"], v["reason"], v["by"]) for v in manifest["versions"]] == [
        (1, "", "commander"), (2, "SICKCALLWORDS", "commander"),
    ]  # fmt: skip
    assert [w["reason"] for w in manifest["versions"][1]["waivers"]] == ["REASONWORDS"]
    written = {(d["on"], d["mitigation"]) for d in json.loads(files["deviations.json"])}
    assert (str(NEXT + timedelta(days=1)), "ROVERWORDS") in written
    assert len(written) > 1, "posts without a word stand there too"
    assert b"SICKCALLWORDS" in files["summary.html"]


def test_in_a_public_pack_nobody_can_be_told_and_versions_can_be_followed(desk: Desk, tmp_path: Path) -> None:
    files = files_of(made(desk, tmp_path / "pack.zip", "public"))
    first, second = (json.loads(files[f"rosters/1/version-{n}-tours.json"]) for n in (1, 2))
    assert all(t["badge"].startswith("officer-") for t in (*first, *second))
    assert first[0]["badge"] == second[0]["badge"], "one officer has one number"
    numbers = {
        json.loads(files_of(made(desk, tmp_path / f"{n}.zip", "public"))["rosters/1/version-1-tours.json"])[0]["badge"]
        for n in range(12)
    }
    assert len(numbers) > 1, "numbers are drawn anew"


def test_the_log_proves_the_tours_and_its_other_records_lose_who_and_what(desk: Desk, tmp_path: Path) -> None:
    desk.accounts.set_banner("SECRETBANNER")
    data = made(desk, tmp_path / "pack.zip", "court")
    anchor = desk.audit_log.anchor()
    verdict, _ = examine_pack(tmp_path / "pack.zip")
    assert verdict.faults == ()
    assert "2 versions are, to the byte, those whose publication the audit log records." in verdict.said
    assert verdict.log is not None
    assert verdict.log.is_proved
    shown = [json.loads(line) for line in files_of(data)["log.audit"].splitlines()[:-1]]
    assert {one["action"] for one in shown if one["actor"]} == {"publish"}
    assert verdict.log.withheld == len(shown) - 2
    assert anchor is not None
    head = json.loads(files_of(data)["log.audit"].splitlines()[-1])["end"]
    assert check_pack(data, {}, [anchor_of(f"{head['number']}:{head['hash']}")]).is_whole
    wrong = check_pack(data, {}, [anchor_of(f"{head['number']}:{'0' * 64}")])
    assert "not the one that an anchor notes" in wrong.faults[0]


def again(files: dict[str, bytes]) -> bytes:
    """Return a pack whose manifest lists files as they are now: what somebody would do who changes one."""
    manifest = json.loads(files["manifest.json"])
    for listed in manifest["files"]:
        data = files[listed["name"]]
        listed.update(size=len(data), sha256=hash_of(data))
    files["manifest.json"] = json.dumps(manifest, separators=(",", ":"), ensure_ascii=False).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data)
    return made.getvalue()


def test_tours_that_somebody_changed_together_with_the_manifest_are_found_by_the_log(
    desk: Desk, tmp_path: Path
) -> None:
    files = dict(files_of(made(desk, tmp_path / "pack.zip", "court")))
    name = "rosters/1/version-2-tours.json"
    files[name] = files[name].replace(b'"B3"', b'"B4"')
    changes = "rosters/1/version-1-to-2.json"
    files[changes] = files[changes].replace(b'"B3"', b'"B4"')
    assert any("these are not the tours as published" in f or "says otherwise" in f for f in faults(again(files)))
    manifest = json.loads(files["manifest.json"])
    manifest["versions"][1]["tours_sha256"] = hash_of(files[name])
    files["manifest.json"] = json.dumps(manifest).encode()
    assert faults(again(files)) == ("roster 1, version 2: the audit log notes other tours than these",)
    del files["log.audit"]
    lacking = json.loads(files["manifest.json"])
    lacking["files"] = [one for one in lacking["files"] if one["name"] != "log.audit"]
    files["manifest.json"] = json.dumps(lacking).encode()
    assert "log.audit: it is not in the pack" in faults(again(files))


def test_changes_that_do_not_lead_from_one_version_to_the_next_are_found(desk: Desk, tmp_path: Path) -> None:
    files = dict(files_of(made(desk, tmp_path / "pack.zip", "labour")))
    changes = "rosters/1/version-1-to-2.json"
    files[changes] = files[changes].replace(b'"B3"', b'"B4"')
    assert faults(again(files)) == (f"{changes}: these are not the changes between the two versions",)


def faults(data: bytes) -> tuple[str, ...]:
    return check_pack(data, {}).faults


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"withheld": [[-(10**15), 5]]}, f"manifest.json: it says of records {-(10**15)} to 5 what it cannot say"),
        ({"withheld": [[1, 10**15]]}, f"manifest.json: it says of records 1 to {10**15} what it cannot say"),
        ({"withheld": [[1, 3], [1, 3]]}, "manifest.json: it says of records 1 to 3 what it cannot say"),
        ({"first": "2027-01-01"}, "manifest.json: roster 1, version 2 ends before it begins"),
        ({"certified": "more.json"}, "manifest.json: more.json has no certificate"),
        ({"tours": "manifest.json"}, "manifest.json: Expected `array`, got `object`"),
    ],
)
def test_a_manifest_that_says_what_cannot_be_is_refused_in_a_sentence(
    desk: Desk, tmp_path: Path, said: dict[str, object], words: str
) -> None:
    files = dict(files_of(made(desk, tmp_path / "pack.zip", "court")))
    manifest = json.loads(files["manifest.json"])
    (manifest if "withheld" in said else manifest["versions"][1]).update(said)
    files["manifest.json"] = json.dumps(manifest).encode()
    assert words in faults(again(files))


def test_a_byte_that_is_changed_anywhere_is_found(desk: Desk, tmp_path: Path) -> None:
    data, random = made(desk, tmp_path / "pack.zip", "court"), Random(5)
    for _ in range(300):
        changed = bytearray(data)
        changed[random.randrange(len(data))] ^= 1 << random.randrange(8)
        assert not check_pack(bytes(changed), {}).is_whole
    for cut in (0, 3, len(data) // 2, len(data) - 1):
        assert not check_pack(data[:cut], {}).is_whole
    assert not check_pack(data + b"\0", {}).is_whole


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../etc/passwd.txt", "is not an entry of a pack"),
        ("/tmp/x.json", "is not an entry of a pack"),
        ("more.json", "the manifest does not list it"),
    ],
)
def test_a_file_too_many_is_found_before_it_is_read(desk: Desk, tmp_path: Path, name: str, words: str) -> None:
    files = dict(files_of(made(desk, tmp_path / "pack.zip", "public")))
    files[name] = b"{}"
    assert words in faults(again(files))[0]


def test_a_bomb_or_two_files_of_one_name_are_no_pack(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 50_000_000)
    assert "is not an entry of a pack" in faults(made.getvalue())[0]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("manifest.json", b"{}")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("manifest.json", b"{}")
    assert faults(made.getvalue()) == ("two of its files have one name",)


def test_a_case_gives_the_problem_and_certificates_are_proved_again(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "f.db"), actor="commander") as desk:
        site = planned_site()
        desk.import_site(site, "small.xlsx")
        head = desk.create_roster(PERIOD)
        found = build(desk.problem(PERIOD), BuildOptions(seconds=5, workers=1, seed=1))
        before = desk.roster(head.id).roster
        desk.apply_edit(head.id, edit("build", *found.roster.tours, gone=before.tours))
        desk.publish(head.id, "as built", found.certificate)
        data = made(desk, tmp_path / "pack.zip", "case")
    verdict = check_pack(data, {})
    assert verdict.faults == ()
    assert any("its values were computed again" in one for one in verdict.said)
    files = dict(files_of(data))
    name = "rosters/1/version-1-certificate.json"
    files[name] = files[name].replace(b'"seed":1', b'"seed":2')
    assert faults(again(files)) == (f"{name}: it was changed after it was made: its seal does not fit",)
    files = dict(files_of(data))
    name = "rosters/1/version-1-certified.json"
    for path in (b"", b"../../x.json", b"/etc/x.json", b"."):
        changed = files[name].replace(b'"problem_path":"version-1-problem.json"', b'"problem_path":"%s"' % path)
        assert changed != files[name]
        assert faults(again({**files, name: changed})) == (f"{name}: the problem that it names is no file of a pack",)


def test_who_may_make_a_pack_and_what_it_needs(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)
    url = desk.url
    add_accounts(desk)
    court, case = WantedPack(rosters=(1,), profile="court"), WantedPack(rosters=(1,), profile="case", case="26-1")
    for role in Role:
        if role is Role.OFFICER:
            continue
        with as_role(url, role) as own:
            if role not in (Role.COMMANDER, Role.PREA_MANAGER):
                with pytest.raises(NotPermittedError):
                    own.packs.gather(court)
                continue
            gathered = own.packs.gather(court)
            assert bool(gathered.log) == (role is Role.PREA_MANAGER), "a commander does not read the whole log"
            assert own.packs.gather(case).case == "26-1"
            own.confirm(password_of(own.actor))
            digest = own.packs.write(gathered, tmp_path / f"{role.value}.zip")
    assert digest == hash_of((tmp_path / f"{Role.PREA_MANAGER.value}.zip").read_bytes())
    with as_role(url, Role.AUDITOR) as auditor:
        row = next(row for row in auditor.audit() if row.action == "export evidence")
    assert f"sha256:{digest}" in row.subjects
    assert "profile:court" in row.subjects


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (WantedPack(rosters=(1,), profile="press"), "'press' is no profile"),
        (WantedPack(rosters=(1,), profile="case", case="  "), "needs the number of a case"),
        (WantedPack(rosters=(7,), profile="court"), "7"),
        (WantedPack(rosters=(), profile="court"), "One roster or more"),
    ],
)
def test_what_cannot_be_gathered_is_said_in_a_sentence(desk: Desk, wanted: WantedPack, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.packs.gather(wanted)
