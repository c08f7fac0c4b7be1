"""Presets: every one that ships can be used, says where its numbers come from, and faulty files are one sentence."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.words import PayBasis, Severity
from scheduler.generate.policy import default_policy
from scheduler.locate import resource
from scheduler.policies import (
    PolicyError,
    Preset,
    PresetError,
    adopt,
    policy_faults,
    preset,
    preset_names,
    proposed,
    read_preset,
    with_change,
)
from scheduler.rule import read_config
from scheduler.rules import RULES, rule_of

START = date(2027, 1, 1)
HEAD = 'title = "T"\nsummary = "S"\neffective = 2026-01-01\n'
RULE = '[[entry]]\nid = "a"\nrule = "minimum_rest"\nseverity = "stop"\nsource = "x"\n'


def numbers(name: str) -> dict[str, tuple[Severity, dict[str, int | bool | str]]]:
    return {e.id: (e.severity, {s.name: s.value for s in e.settings}) for e in preset(name).policy.entries}


def read(folder: Path, text: str) -> Preset:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return read_preset(path)


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_has_no_faults_and_names_the_source_of_every_number(name: str) -> None:
    found = preset(name)
    assert policy_faults(found.policy) == ()
    assert found.title
    assert found.summary.endswith(".")
    assert all(entry.source for entry in found.policy.entries)
    assert all(line.source for line in found.policy.contact_weights)
    for entry in found.policy.entries:
        rule = rule_of(entry.rule)
        assert str(rule.describe(read_config(rule.Config, entry))).endswith(".")


def test_made_up_jails_start_with_the_12_h_preset() -> None:
    assert default_policy() == preset("twelve_hour").policy


def test_tiers_stand_in_the_order_of_what_comes_first() -> None:
    order = (
        *("critical", "mandatory", "mandated_overtime", "contact", "rotation", "voluntary_overtime", "requests"),
        *("pull", "fairness", "quality"),
    )
    found = [t.key for t in preset("twelve_hour").policy.tiers]
    assert found == [key for key in order if key in found]
    assert {*found, "fairness"} == set(order)


def test_lasd_limits_are_those_of_the_custody_orders() -> None:
    found = numbers("lasd_jail")
    month = {"limit_minutes": 96 * 60, "counts_court": True, "counts_muster": True}
    assert found["overtime_month"] == (Severity.STOP, month)
    assert found["consecutive_days"] == (Severity.STOP, {"limit_days": 12})
    assert found["hours_48"] == (Severity.STOP, {"limit_minutes": 24 * 60, "window_minutes": 48 * 60})
    assert found["consecutive_hours"] == (Severity.STOP, {"limit_minutes": 19 * 60})
    rotation = {s["rotation"]: s["limit_months"] for e, (_, s) in found.items() if e.startswith("tenure")}
    assert rotation == {"housing": 6, "special": 12, "support": 36}


def test_8_h_patterns_leave_less_room_than_12_h_ones() -> None:
    assert numbers("twelve_hour")["hours_48"][1]["limit_minutes"] == 28 * 60
    assert numbers("eight_hour")["hours_48"][1]["limit_minutes"] == 24 * 60


def test_the_juvenile_ratio_is_added_to_any_policy() -> None:
    found = preset("juvenile")
    assert found.is_addition
    assert numbers("juvenile")["juvenile_ratio"] == (
        Severity.STOP,
        {"waking_ratio": 8, "sleeping_ratio": 16, "least_share": 501},
    )
    after = with_change(preset("eight_hour").policy, adopt(preset("eight_hour").policy, found, START))
    assert len(after.in_force(START)) == len(preset("eight_hour").policy.entries) + 1


def test_every_rule_stands_in_some_preset() -> None:
    used = {entry.rule for name in preset_names() for entry in preset(name).policy.entries}
    assert used == {rule.key for rule in RULES}


def test_free_patterns_ask_nothing_of_squads() -> None:
    rules = {e.rule for e in preset("free_patterns").policy.entries}
    assert {"hours_in_period", "working_runs", "weekends", "shift_limits", "succession", "wishes"} <= rules
    assert not {"overtime", "pattern_adherence", "overtime_month"} & rules


def test_a_file_may_build_on_a_preset(tmp_path: Path) -> None:
    text = HEAD + 'base = "twelve_hour"\nwithout = ["rest_asked"]\n' + RULE.replace('"a"', '"rest_required"')
    found = read(tmp_path, text)
    assert found.name == "mine"
    base = {e.id: e for e in preset("twelve_hour").policy.entries}
    assert {e.id for e in found.policy.entries} == base.keys() - {"rest_asked"}
    changed = [e for e in found.policy.entries if e != base[e.id]]
    assert [(e.id, e.settings, e.source) for e in changed] == [("rest_required", (), "x")]


def test_a_file_may_choose_how_overtime_is_priced(tmp_path: Path) -> None:
    pay = '[[pay_period]]\nbasis = "work_period"\ndays = 14\nanchor = 2026-01-04\nsource = "29 CFR 553.230"\n'
    found = read(tmp_path, HEAD + pay)
    assert [(p.basis, p.days, p.effective) for p in found.policy.pay_periods] == [
        (PayBasis.WORK_PERIOD, 14, date(2026, 1, 1))
    ]
    assert [p.effective for p in adopt(Policy(), found, START).pay_periods] == [START]
    own = preset("twelve_hour").policy
    assert [p.days for p in proposed(own, found, START).pay_periods] == [14]
    assert proposed(replace(own, pay_periods=found.policy.pay_periods), preset("eight_hour"), START).pay_periods != ()
    with pytest.raises(PresetError, match="pay_period 1: days: a whole number from 7 to 28 is expected, not 30"):
        read(tmp_path, HEAD + pay.replace("14", "30"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = [", "TOML is expected"),
        ('title = "T"', "summary: text is expected, and it is missing"),
        (HEAD + "colour = 1", "one of title, summary"),
        (HEAD.replace("2026-01-01", '"2026-01-01"'), "effective: a date such as 2026-12-06, without quotes"),
        (HEAD.replace("2026-01-01", "1905-01-01"), "effective: a date such as 2026-12-06"),
        (HEAD + 'base = "none"', "'none' is not a preset; known are"),
        (HEAD + 'base = "twelve_hour"\nwithout = ["zz"]', "without: an entry of the base is expected, not 'zz'"),
        (HEAD + "entry = 3", "entry: a list of tables, each under a line in double brackets, is"),
        (HEAD + RULE.replace('"stop"', '"halt"'), "entry a: severity: one of never, stop, ask, show, priced"),
        (HEAD + RULE.replace('rule = "minimum_rest"\n', ""), "entry a: rule: a code"),
        (HEAD + RULE.replace("minimum_rest", "nap"), "policy a from 2026-01-01: rule: a rule is expected: 'nap'"),
        (HEAD + RULE + "limit = 3", "entry a: one of id, rule"),
        (HEAD + RULE + "weight = true", "entry a: weight: a whole number from 0 to 1000000000 is expected, not True"),
        (HEAD + RULE + "settings = { rest_minutes = 1.5 }", "entry a: settings: a table such as"),
        (HEAD + RULE + "settings = { rest_minutes = -1 }", "settings: rest_minutes: 0 to 2880 minutes are expected"),
        (HEAD + RULE + "settings = { rest = 8 }", "settings: 'rest' is not one of "),
        (HEAD + RULE + 'tier = "top"', "policy a from 2026-01-01: tier: one of no tiers is expected, not 'top'"),
        (HEAD + RULE + RULE, "entry a: one of each id is expected"),
        (HEAD + '[[tier]]\nkey = "k"\nname = "n"\nunit = "h"\nscale = 0', "tier 1: scale: a whole number from 1"),
        (HEAD + '[[contact_weight]]\nmode = "far"\nweight = 1\nsource = ""', "contact_weight 1: mode: one of none"),
    ],
)
def test_a_faulty_file_is_one_sentence_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(PresetError) as refusal:
        read(tmp_path, text)
    assert expected in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "mine.toml" in str(refusal.value) or "known are" in expected


def test_files_that_cannot_be_read_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="No such file"):
        read_preset(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"')
    with pytest.raises(PresetError, match="UTF-8"):
        read_preset(tmp_path / "latin.toml")
    (tmp_path / "big.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(PresetError, match="at most 1 MB"):
        read_preset(tmp_path / "big.toml")


class TestAdopting:
    def test_an_empty_policy_gets_all_of_it(self) -> None:
        change = adopt(Policy(), preset("twelve_hour"), START)
        after = with_change(Policy(), change)
        assert after.tiers == preset("twelve_hour").policy.tiers
        assert {replace(e, effective=START) for e in preset("twelve_hour").policy.entries} == set(after.in_force(START))
        assert {line.effective for line in after.contact_weights} == {START}

    def test_only_what_differs_changes_and_what_held_before_stays(self) -> None:
        before = preset("twelve_hour").policy
        after = with_change(before, adopt(before, preset("eight_hour"), START))
        assert after.entries[: len(before.entries)] == before.entries
        wanted = {(e.id, e.severity, e.settings) for e in preset("eight_hour").policy.entries}
        assert {(e.id, e.severity, e.settings) for e in after.in_force(START)} == wanted
        assert after.in_force(date(2026, 12, 31)) == before.in_force(date(2026, 12, 31))
        assert after.contact_weights == before.contact_weights
        changed = {e.id for e in after.entries[len(before.entries) :]}
        assert "hours_48" in changed
        assert "rest_required" not in changed

    def test_entries_that_the_preset_lacks_end(self) -> None:
        before = preset("twelve_hour").policy
        after = with_change(before, adopt(before, preset("free_patterns"), START))
        assert "pattern" not in {e.id for e in after.in_force(START)}
        assert "pattern" in {e.id for e in after.in_force(date(2026, 12, 31))}

    def test_an_addition_ends_nothing(self, tmp_path: Path) -> None:
        before = preset("twelve_hour").policy
        text = HEAD + 'base = "twelve_hour"\nis_addition = true\n' + RULE
        after = with_change(before, adopt(before, read(tmp_path, text), START))
        assert {e.id for e in after.in_force(START)} == {"a"} | {e.id for e in before.entries}

    def test_adopting_twice_is_refused(self) -> None:
        before = preset("twelve_hour").policy
        with pytest.raises(PolicyError, match="12 h watches holds on 2027-01-01 already"):
            adopt(before, preset("twelve_hour"), START)

    def test_an_id_keeps_its_rule(self) -> None:
        own = Policy(entries=(replace(entry("leave"), rule="minimum_rest"),))
        with pytest.raises(PolicyError, match="policy leave: its rule is minimum_rest, and 12 h watches means leave"):
            adopt(own, preset("twelve_hour"), START)

    def test_a_missing_tier_comes_in_where_the_preset_has_it(self) -> None:
        whole = preset("twelve_hour").policy
        own = Policy(tiers=(*whole.tiers[5:], *whole.tiers[:1]))
        change = adopt(own, preset("twelve_hour"), START)
        assert change.tiers is not None
        keys = [t.key for t in change.tiers]
        assert sorted(keys) == sorted(t.key for t in whole.tiers)
        assert [k for k in keys if k in {t.key for t in own.tiers}] == [t.key for t in own.tiers]
        assert keys.index("mandatory") == keys.index("critical") + 1


class TestProposed:
    def test_a_whole_preset_takes_the_place_of_the_own_policy(self) -> None:
        own = Policy(entries=(entry("own_rest"),), tiers=preset("twelve_hour").policy.tiers)
        found = proposed(own, preset("eight_hour"), START)
        assert {e.id for e in found.entries} == {e.id for e in preset("eight_hour").policy.entries}
        assert found.in_force(date(1990, 1, 1)) == found.in_force(START)

    def test_an_addition_stands_beside_what_holds_on_the_date(self, tmp_path: Path) -> None:
        own = Policy(entries=(entry("own_rest"), entry("later", date(2028, 1, 1))))
        found = proposed(own, read(tmp_path, HEAD + "is_addition = true\n" + RULE), START)
        assert {e.id for e in found.in_force(date(1990, 1, 1))} == {"a", "own_rest"}


def entry(id: str, effective: date = date(2026, 1, 1)) -> PolicyEntry:
    return PolicyEntry(id=id, rule="minimum_rest", severity=Severity.STOP, effective=effective)


WHOLE = resource("policies", "twelve_hour.toml").read_text("utf-8").splitlines()
ODD = st.sampled_from(
    ["", "-1", "true", "nan", "1e400", "[]", "{}", '"\\u0000"', "2026-13-01", "1979-05-27T07:32:00Z", '""', "10" * 30]
)


@given(st.integers(0, len(WHOLE) - 1), ODD, st.sampled_from(["value", "line", "gone", "twice"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_read_or_refused_in_one_sentence(tmp_path: Path, n: int, odd: str, how: str) -> None:
    line = WHOLE[n]
    put = {"value": [f"{line.split('=')[0]}= {odd}"], "line": [odd], "gone": [], "twice": [line, line]}[how]
    said = ""
    try:
        read(tmp_path, "\n".join((*WHOLE[:n], *put, *WHOLE[n + 1 :])))
    except PresetError as error:
        said = str(error)
    assert "\n" not in said
    assert not said or "mine.toml: " in said
