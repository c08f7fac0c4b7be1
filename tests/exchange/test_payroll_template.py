"""Templates of payroll: the standard one, and what is said of one that is wrong."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.payroll import Field, Overtime, PayrollTemplate, Split
from scheduler.exchange.payroll_template import read_template, standard_template
from scheduler.policies.toml_file import PresetError

STANDARD = standard_template().read_text("utf-8")


def read(folder: Path, text: str) -> PayrollTemplate:
    path = folder / "county.toml"
    path.write_text(text, "utf-8")
    return read_template(path)


def test_the_standard_template() -> None:
    found = read_template(standard_template())
    assert (found.name, found.split, found.overtime, found.rounding_minutes) == (
        "standard",
        Split.MIDNIGHT,
        Overtime.GREATER,
        15,
    )
    assert found.code_of("court") == "CRT"
    assert found.code_of("training") == "REG"
    assert [column.field for column in found.columns][:4] == [Field.BADGE, Field.DATE, Field.CODE, Field.HOURS]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"midnight"  ', '"noon"  ', "split: one of midnight, start is expected, not 'noon'"),
        ("rounding_minutes = 15", "rounding_minutes = 7", "rounding_minutes: one of 1, 3, 6, 15, 30, 60 is expected"),
        ("rounding_minutes = 15", "rounding_minutes = 1", "column 4: field: minutes is expected, as hours cannot tell"),
        ('regular = "REG"', 'regular = ""', 'regular: a pay code is expected, not ""'),
        ('regular = "REG"', 'regulr = "REG"', "not 'regulr'"),
        ('hold_over = "OT"\n', "", "codes: hold_over is expected, and it is missing"),
        ('heading = "Date"', 'heading = "employee"', "column 2: heading: one that no other column has is expected"),
        ('field = "badge"', 'field = "salary"', "column 1: field: one of badge, name"),
        ('field = "badge"', 'field = "name"', "columns: one of the field badge is expected, and there is none"),
        ('field = "hours"', 'field = "text"', "one of the field hours or minutes is expected"),
        ('field = "badge"', 'field = "badge"\ntext = "x"', "column 1: text: only a column of the field text has one"),
        ('name = "standard"', "name = 3", "name: text on one line"),
        ("[codes]", "[codes", "TOML is expected"),
        ('field = "badge"', 'field = "badge"\nwidth = 9', "column 2: width is expected, as other columns have one"),
        ('field = "badge"', 'field = "badge"\nwidth = 0', "column 1: width: a whole number from 1 to 200 is expected"),
        ('field = "badge"', 'field = "badge"\npad = "0"', "column 1: width is expected where align or pad are given"),
        ('field = "badge"', 'field = "badge"\npad = "00"', "column 1: pad: one letter is expected"),
        ('field = "badge"', 'field = "badge"\nalign = "middle"', "column 1: align: one of left, right is expected"),
    ],
)
def test_a_fault_is_told_in_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in STANDARD
    with pytest.raises(PresetError) as caught:
        read(tmp_path, STANDARD.replace(old, new, 1))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(STANDARD) - 1), st.text(max_size=12), st.integers(0, 40))
def test_whatever_stands_in_the_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: str, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("t")
    (folder / "t.toml").write_bytes((STANDARD[:at] + put + STANDARD[at + cut :]).encode("utf-8", "surrogatepass"))
    said = "t.toml"
    try:
        found = read_template(folder / "t.toml")
    except PresetError as error:
        said = str(error)
    else:
        assert found.columns
    assert "t.toml" in said
