"""A rule is whole or the suite fails: listed, named, documented, with a source, examples and a help page."""

import importlib
import inspect
from dataclasses import MISSING, is_dataclass
from pathlib import Path

import pytest
from support.tiny import SETTINGS

from scheduler.rule import NO_LIMIT, Rule, settings_of
from scheduler.rules import RULES

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "rules" / "examples"
HELP = ROOT / "resources" / "docs" / "rules"

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)


def _files() -> set[str]:
    """Return the keys that stand in scheduler/rules: a file each, or a folder for a big rule."""
    folder = ROOT / "scheduler" / "rules"
    found = {p.stem for p in folder.glob("*.py")} | {p.parent.name for p in folder.glob("*/__init__.py")}
    return {name for name in found if not name.startswith("_")}


def test_every_rule_file_is_listed_once() -> None:
    keys = [rule.key for rule in RULES]
    assert len(set(keys)) == len(keys)
    assert _files() == set(keys)


@every_rule
def test_file_class_and_key_bear_one_name(rule: Rule) -> None:
    name = "".join(word.capitalize() for word in rule.key.split("_"))
    assert type(rule).__name__ == name
    assert type(rule).__module__.split(".")[:3] == ["scheduler", "rules", rule.key]


@every_rule
def test_docstring_says_rule_source_and_examples(rule: Rule) -> None:
    text = inspect.getdoc(importlib.import_module(f"scheduler.rules.{rule.key}")) or ""
    assert "The rule in words:" in text
    assert "Source:" in text
    assert "Kept:" in text
    assert "Broken:" in text or "Charged:" in text


@every_rule
def test_class_says_what_screens_need(rule: Rule) -> None:
    assert rule.title
    assert rule.unit
    assert rule.price_unit
    for method in ("describe", "terms", "check", "explain"):
        assert method in vars(type(rule)), f"{rule.key} has no {method}"


@every_rule
def test_config_fields_have_label_unit_range_and_default(rule: Rule) -> None:
    assert is_dataclass(rule.Config)
    assert rule.Config.__dataclass_params__.frozen  # type: ignore[attr-defined]
    for declared, info in settings_of(rule.Config):
        assert info.label, declared.name
        assert info.unit, declared.name
        assert declared.default is not MISSING, declared.name
        if isinstance(declared.default, int) and not isinstance(declared.default, bool):
            assert info.least is not None, declared.name
            assert info.most is not None, declared.name
            assert info.least <= declared.default <= info.most < NO_LIMIT, declared.name


@every_rule
def test_description_is_a_sentence(rule: Rule) -> None:
    text = str(rule.describe(rule.Config()))
    assert text.endswith(".")
    assert "{" not in text


@every_rule
def test_there_are_a_kept_and_a_broken_example(rule: Rule) -> None:
    names = [path.name for path in (EXAMPLES / rule.key).glob("*.txt")]
    assert any(name.startswith("kept") for name in names), names
    assert any(name.startswith("broken") for name in names), names
    odd = [n for n in names if not n.startswith(("kept", "broken"))]
    assert not odd, "an example's name begins with kept or broken"


@every_rule
def test_kept_examples_expect_nothing_and_broken_ones_something(rule: Rule) -> None:
    for path in (EXAMPLES / rule.key).glob("*.txt"):
        expects = any(line.startswith("breach:") for line in path.read_text(encoding="utf-8").splitlines())
        assert expects == path.name.startswith("broken"), path.name


@every_rule
def test_help_page_has_the_rules_title_and_settings(rule: Rule) -> None:
    text = (HELP / f"{rule.key}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {rule.title}\n")
    for declared, _ in settings_of(rule.Config):
        assert f"`{declared.name}`" in text, f"{declared.name} is not explained"


def test_examples_help_and_test_settings_belong_to_rules() -> None:
    keys = {rule.key for rule in RULES}
    assert {p.name for p in EXAMPLES.iterdir()} == keys
    assert {p.stem for p in HELP.glob("*.md")} == keys
    known = {rule.key: {f.name for f, _ in settings_of(rule.Config)} for rule in RULES}
    for key, names in SETTINGS.items():
        assert set(names) <= known[key], key
