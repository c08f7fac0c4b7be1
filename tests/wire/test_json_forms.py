"""JSON forms: what is written reads back equal and fits its published schema; what is wrong is one sentence."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.sites import PERIOD, planned_site, sites, small_site, tour

from scheduler.check import check_roster
from scheduler.domain.findings import Report
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Roster
from scheduler.wire import RosterFile, UnreadableError, decode, encode, read, sha256
from scheduler.wire.progress import Progress
from scheduler.wire.published import PUBLISHED, schema

SCHEMAS = Path(__file__).resolve().parents[2] / "resources" / "schema"
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def validate(name: str, data: bytes) -> None:
    form = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(form, format_checker=checker).validate(json.loads(data))


@pytest.fixture(scope="module")
def problem() -> Problem:
    return planned_site().problem(PERIOD, fixed=(tour("B2", PERIOD.first),), locks=(Lock(badge="B2", on=PERIOD.first),))


@pytest.fixture(scope="module")
def roster(problem: Problem) -> Roster:
    return Roster(facility="F", period=PERIOD, tours=problem.fixed, locks=problem.locks)


def without_words(form: object) -> object:
    """Return a schema without its descriptions: rewording a docstring changes no form."""
    if isinstance(form, dict):
        is_noted = isinstance(form.get("description"), str)
        return {k: without_words(v) for k, v in form.items() if not (k == "description" and is_noted)}
    return [without_words(part) for part in form] if isinstance(form, list) else form


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_schemas_are_up_to_date(name: str) -> None:
    published = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    now = json.loads(json.dumps(schema(PUBLISHED[name])))
    assert without_words(published) == without_words(now), "run: python packaging/update_resources.py"
    jsonschema.Draft202012Validator.check_schema(published)


def test_nothing_else_is_published() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(PUBLISHED)


@SLOW
@given(sites())
def test_a_problem_reads_back_equal_and_fits_its_schema(site) -> None:
    problem = site.problem(PERIOD)
    data = encode(problem)
    assert decode(data, Problem, "it") == problem
    assert encode(decode(data, Problem, "it")) == data
    validate("problem", data)


def test_rosters_and_reports_fit_their_schemas(problem: Problem, roster: Roster) -> None:
    file = RosterFile(problem_path="p.json", problem_sha256=sha256(problem), roster=roster)
    validate("roster", encode(file))
    assert decode(encode(file), RosterFile, "it") == file
    validate("report", encode(check_roster(problem, roster)))


@SLOW
@given(sites())
def test_a_policy_reads_back_equal_and_fits_its_schema(site) -> None:
    data = encode(site.policy)
    assert decode(data, Policy, "it") == site.policy
    validate("policy", data)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda d: d["pay_periods"][0].update(days=6), "Expected a number from 7 to 28, got 6 - at `$.pay_periods[0]"),
        (lambda d: d["entries"][0].update(severity="loud"), "Invalid enum value 'loud' - at `$.entries[0].severity`"),
        (lambda d: d["entries"][0].update(wieght=2), "Expected no field 'wieght' in a PolicyEntry - at `$.entries[0]`"),
        (lambda d: d["entries"][0].pop("rule"), "Object missing required field `rule` - at `$.entries[0]`"),
        (lambda d: d.update(entry=[]), "Expected no field 'entry' in a Policy - at `$`"),
    ],
)
def test_a_bad_policy_is_one_sentence_with_its_place(spoil: Callable[[dict], None], expected: str) -> None:
    document = json.loads(encode(planned_site().policy))
    spoil(document)
    with pytest.raises(UnreadableError) as refusal:
        decode(json.dumps(document).encode(), Policy, "policy.json")
    assert str(refusal.value).startswith(f"policy.json: {expected}")


def test_progress_fits_its_schema(problem: Problem, roster: Roster) -> None:
    tiers = check_roster(problem, roster).tiers
    event = Progress(event="finished", seconds=1.5, tiers=tiers, message="done", roster=roster)
    validate("progress", encode(event))
    assert decode(encode(event), Progress, "it") == event


def change(*path: str | int, to: object) -> Callable[[dict], None]:
    def apply(document: dict) -> None:
        place = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return apply


BAD = [
    (change("restriction", to=[]), "Expected no field 'restriction' in a Problem - at `$`"),
    (change("officers", 1, "sex", to="x"), "Expected no field 'sex' in a Officer - at `$.officers[1]`"),
    (change("policy", "entries", 0, "wieght", to=1), "Expected no field 'wieght' in a PolicyEntry"),
    (
        change("officers", 0, "seniority", to="2026-02-30"),
        "Invalid RFC3339 encoded date - at `$.officers[0].seniority`",
    ),
    (change("officers", 0, "seniority", to=7), "Expected `date`, got `int`"),
    (change("officers", 0, "staff_class", to="king"), "Invalid enum value 'king'"),
    (change("officers", 0, to=None), "Expected `object`, got `null`"),
    (change("officers", to={}), "Expected `array`, got `object`"),
    (change("stays", 0, "start", to=10**9), "Expected a number from 0 to"),
    (change("stays", 0, "start", to=10**30), "got one with more than 20 digits - at `$.stays[0].start`"),
    (change("stays", 0, "start", to=1.5), "Expected `int`, got `float`"),
    (change("stays", 0, "area", to="HU-X"), "stays 1.area: a known area is expected, not 'HU-X'"),
    (change("worked", 0, "on", to="9999-12-31"), "Expected a date from 1970-01-01 to 2199-12-31"),
    (change("period", "first", to="9999-12-31"), "fixed 1.on: a date of the period is expected"),
    (change("period", "days", to=10**9), "Expected a number from 1 to 400, got 1000000000 - at `$.period.days`"),
    (change("schema", to="fairwatch/problem/2"), "fairwatch/problem/1 is expected, not 'fairwatch/problem/2'"),
    (change("facility", "zone", to="../../etc/passwd"), "is not a known IANA time zone"),
    (change("facility", "zone", to="a\0b"), "is not a known IANA time zone"),
    (change("facility", "zone", to="America"), "is not a known IANA time zone"),
    (change("policy", "entries", 0, "weight", to=10**12), "Expected a number from -1000000000 to 1000000000"),
    (change("policy", "entries", 0, "settings", 0, "value", to=10**12), "at `$.policy.entries[0].settings[0].value`"),
    (change("fixed", 0, "end", to=0), "an end after its start is expected"),
    (change("documents", 0, "effective", to="9999-12-31"), "Expected a date from 1900-01-01 to 2199-12-31, got 9999"),
    (change("documents", 0, "effective", to="0001-01-01"), "got 0001-01-01 - at `$.documents[0].effective`"),
    (change("readings", 0, "document", to="X"), "readings 1.document: a known document is expected, not 'X'"),
    (change("team_needs", 0, "authority", to=""), "team_needs 1: an authority in words and an approver are expected"),
    (change("rotation_waivers", 0, "expires", to="2027-12-31"), "rotation_waivers 1: 1 to 90 days are expected"),
    (change("preferences", 0, to={"badge": "B1", "first": "2026-12-06"}), "preferences 1: a post or a shift is"),
    (change("policy", "pay_periods", 0, "days", to=6), "policy.pay_periods 1.days"),
    (change("policy", "pay_periods", 0, "basis", to="forty_hours"), "policy.pay_periods 1.days"),
]


@pytest.mark.parametrize(("spoil", "expected"), BAD)
def test_a_bad_problem_is_one_sentence_with_its_place(
    problem: Problem, spoil: Callable[[dict], None], expected: str
) -> None:
    document = json.loads(encode(problem))
    spoil(document)
    with pytest.raises(UnreadableError) as refusal:
        decode(json.dumps(document).encode(), Problem, "p.json")
    assert str(refusal.value).startswith("p.json: ")
    assert any(part in str(refusal.value) for part in expected.split("|"))
    assert "\n" not in str(refusal.value)


BAD_ROSTERS = [
    (
        change("schema", to="fairwatch/roster/9"),
        "Expected 'fairwatch/roster/1', got 'fairwatch/roster/9' - at `$.schema`",
    ),
    (change("roster", "period", "days", to=0), "Expected a number from 1 to 400, got 0 - at `$.roster.period.days`"),
    (change("roster", "tours", 0, "end", to=5), "Expected an end after the start of a tour - at `$.roster.tours[0]`"),
    (change("roster", "tours", 0, "index", to=10**10), "at `$.roster.tours[0].index`"),
]


@pytest.mark.parametrize(("spoil", "expected"), BAD_ROSTERS)
def test_a_bad_roster_file_is_one_sentence(roster: Roster, spoil: Callable[[dict], None], expected: str) -> None:
    document = json.loads(encode(RosterFile(problem_path="p", problem_sha256="0", roster=roster)))
    spoil(document)
    with pytest.raises(UnreadableError) as refusal:
        decode(json.dumps(document).encode(), RosterFile, "r.json")
    assert expected in str(refusal.value)


def test_sums_may_be_larger_than_what_goes_in_but_not_endless(problem: Problem, roster: Roster) -> None:
    document = json.loads(encode(check_roster(problem, roster)))
    document["tiers"][0]["value"] = 10**15
    assert decode(json.dumps(document).encode(), Report, "it").tiers[0].value == 10**15
    finding = {"entry": "e", "rule": "r", "severity": "ask", "cells": [], "measured": 1, "limit": 2}
    for spoilt, place in (
        ({**finding, "measured": 10**19}, "`$.findings[0].measured`"),
        ({**finding, "detail": {"a": "x", "b": 10**12}}, "`$.findings[0].detail['b']`"),
    ):
        document["findings"] = [spoilt]
        with pytest.raises(UnreadableError) as refusal:
            decode(json.dumps(document).encode(), Report, "it")
        assert str(refusal.value).endswith(place)


NOT_JSON = [b"", b"{", b"[]", b"null", b"\xff\xfe{", b'{"facility": "\\ud800"}', b'{"facility": NaN}', b"[" * 100_000]


@pytest.mark.parametrize("data", [*NOT_JSON, b'{"worked":' + b"[" * 100_000, b'{"x":' * 100_000], ids=range(10))
def test_what_is_no_problem_is_one_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableError) as refusal:
        decode(data, Problem, "p.json")
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_bytes_lost_or_changed_never_give_another_error(data: st.DataObject) -> None:
    text = bytearray(encode(small_site().problem(PERIOD)))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=3))
    found: object = None
    try:
        found = decode(bytes(text), Problem, "p.json")
    except UnreadableError as error:
        found = str(error)
    assert isinstance(found, Problem) or "\n" not in str(found)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json", tmp_path / "a\0b"):
        with pytest.raises(UnreadableError) as refusal:
            read(path, Problem)
        assert "\n" not in str(refusal.value)


def test_the_hash_is_that_of_the_canonical_json(problem: Problem) -> None:
    again = decode(json.dumps(json.loads(encode(problem)), indent=3).encode(), Problem, "it")
    assert sha256(again) == sha256(problem)
    assert sha256(problem) != sha256(small_site().problem(PERIOD))
    assert problem.period.first == date(2026, 11, 23)
