"""The pages of the rules are those of the rules: words, settings, presets, and examples that the rule itself judged."""

from pathlib import Path

import pytest
from support import rule_pages
from support.rule_pages import SETTINGS, WrongExampleError, page_of, pages_folder, parts_of, written_by_hand

from scheduler.rule import Rule
from scheduler.rules import RULES, rule_of

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)


def _read(rule: Rule) -> str:
    return (pages_folder() / f"{rule.key}.md").read_text("utf-8")


@every_rule
def test_the_page_is_what_rule_presets_and_examples_say(rule: Rule) -> None:
    assert _read(rule) == page_of(rule, _read(rule)), "run packaging/update_resources.py"


@every_rule
def test_what_is_written_by_hand_says_nothing_that_is_made(rule: Rule) -> None:
    by_hand = " ".join(written_by_hand(_read(rule)).split())
    assert "Usual severity" not in by_hand
    assert "**Kept:**" not in by_hand
    for said in parts_of(rule).values():
        assert said.split(". ")[0].rstrip(".") not in by_hand
    assert "**Setting:**" not in by_hand


def test_what_is_written_by_hand_stays_when_a_page_is_made_anew() -> None:
    rule = rule_of("contact")
    changed = _read(rule).replace(f"\n{SETTINGS}\n", f"\nA remark of the site.\n\n{SETTINGS}\n")
    assert "A remark of the site." in page_of(rule, changed)
    assert page_of(rule, page_of(rule, changed)) == page_of(rule, changed)


def test_an_example_that_the_rule_judges_otherwise_makes_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "minimum_rest"
    folder.mkdir()
    text = "first: 2026-12-14\nshift: L 06:00+12h\npost: GATE cover=L:1\ngrid: A  L L\nbreach: 2026-12-15 A 1 of 2\n"
    (folder / "broken_not_at_all.txt").write_text(text, "utf-8")
    monkeypatch.setattr(rule_pages, "EXAMPLES", tmp_path)
    rule = rule_of("minimum_rest")
    with pytest.raises(WrongExampleError, match="broken_not_at_all"):
        page_of(rule, _read(rule))
