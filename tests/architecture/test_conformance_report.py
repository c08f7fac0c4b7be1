"""The conformance report answers every criterion of its form, in the form's words, and names what shows it."""

import re
from pathlib import Path

PAGE = (Path(__file__).resolve().parents[2] / "resources" / "docs" / "conformance.md").read_text("utf-8")
ROW = re.compile(r"^\| ([\d.]+) ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
LEVELS = {"Supports", "Partially Supports", "Does Not Support", "Not Applicable"}
WCAG_A = (
    *("1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.4.2", "2.1.1", "2.1.2", "2.1.4"),
    *("2.2.1", "2.2.2", "2.3.1", "2.4.1", "2.4.2", "2.4.3", "2.4.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "3.1.1"),
    *("3.2.1", "3.2.2", "3.2.6", "3.3.1", "3.3.2", "3.3.7", "4.1.1", "4.1.2"),
)
WCAG_AA = (
    *("1.2.4", "1.2.5", "1.3.4", "1.3.5", "1.4.3", "1.4.4", "1.4.5", "1.4.10", "1.4.11", "1.4.12", "1.4.13", "2.4.5"),
    *("2.4.6", "2.4.7", "2.4.11", "2.5.7", "2.5.8", "3.1.2", "3.2.3", "3.2.4", "3.3.3", "3.3.4", "3.3.8", "4.1.3"),
)
CHAPTER_3 = tuple(f"302.{n}" for n in range(1, 10))
CHAPTER_5 = (
    *("502.2.1", "502.2.2", *(f"502.3.{n}" for n in range(1, 15)), "502.4", "503.2", "503.3", "503.4"),
    *("504.2", "504.2.1", "504.2.2", "504.3", "504.4"),
)
CHAPTER_6 = ("602.2", "602.3", "602.4", "603.2", "603.3")


def test_every_criterion_of_the_form_is_answered_in_its_order() -> None:
    answered = [number for number, *_ in ROW.findall(PAGE)]
    assert answered == [*WCAG_A, *WCAG_AA, *CHAPTER_3, *CHAPTER_5, *CHAPTER_6]


def test_answers_are_in_the_words_of_the_form() -> None:
    assert {level for _, _, level, _ in ROW.findall(PAGE)} <= LEVELS


def test_whatever_is_supported_names_a_test_or_says_that_it_was_only_looked_at() -> None:
    bare = [
        number
        for number, _, level, remarks in ROW.findall(PAGE)
        if level == "Supports" and "`tests/" not in remarks and not remarks.startswith("By inspection")
    ]
    assert bare == []
