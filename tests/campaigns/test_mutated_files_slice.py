"""A slice of the campaign over mutated files; all of it: python tests/campaigns/mutated_files.py --count 200."""

from pathlib import Path

import pytest
from campaigns.mutated_files import BYTES, ROWS, TEXTS, VALUES, Facility, judge, run_case


@pytest.fixture(scope="module")
def facility(tmp_path_factory: pytest.TempPathFactory) -> Facility:
    folder: Path = tmp_path_factory.mktemp("campaign")
    return Facility(folder)


@pytest.mark.parametrize("number", range(12))
def test_a_mutated_file_is_refused_in_a_sentence(facility: Facility, number: int) -> None:
    outcome = run_case(facility, 20261206, number, in_process=True)
    assert outcome.fault == "", outcome


def test_in_a_process_of_its_own_too(facility: Facility) -> None:
    outcome = run_case(facility, 20261206, 1, in_process=False)
    assert outcome.fault == "", outcome


def test_the_judge_sees_what_goes_wrong() -> None:
    assert judge(2, "", "fairwatch import: x.xlsx: Areas row 2, Code: a code is expected\n") == ""
    assert judge(0, "", "") == "exit status 0"
    assert judge(2, "", "") == "no word of what is wrong"
    assert judge(2, "", "Traceback (most recent call last): x") == "a traceback"
    assert judge(2, "", "a: " + "x" * 700) == "a line of 703 characters"
    assert judge(2, "", "wrong") == "a line that does not say where"
    assert judge(2, "done", "a: b") == "output in spite of the fault"


def test_there_are_enough_kinds_of_mutations() -> None:
    assert len({*ROWS, *BYTES, *VALUES, *TEXTS}) >= 40
