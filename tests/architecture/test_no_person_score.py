"""The attention index is of posts: no table, value, export or call joins it to an officer, and no pair is ever kept."""

import dataclasses
import inspect
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

import scheduler.api.attention as attention_api
import scheduler.attention as attention_room
from scheduler.attention.compare import CellChange, PartChange, TrendPoint
from scheduler.attention.listed import HEADER
from scheduler.domain import attention as attention_values
from scheduler.domain.policy import Policy
from scheduler.storage.tables import Base

ROOT = Path(__file__).resolve().parents[2]
PERSON = re.compile(r"badge|officer|holder|(?<!f)actor|reviewer|person|squad")
INDEX = re.compile(r"attention|points|band|factor|score")
INMATE = re.compile(r"inmate")
BANNED = re.compile(r"risky officer|vulnerable officer|suspect|score of|officer score|risk score", re.IGNORECASE)


def tables() -> Iterator[tuple[str, set[str]]]:
    for table in Base.metadata.tables.values():
        yield table.name, {column.name for column in table.columns}


def test_no_table_joins_the_index_to_an_officer() -> None:
    for name, columns in tables():
        has_index = INDEX.search(name) or any(INDEX.search(column) for column in columns)
        has_person = PERSON.search(name) or any(PERSON.search(column) for column in columns)
        assert not (has_index and has_person), f"{name}: {sorted(columns)}"


def test_no_table_of_the_index_refers_to_one_with_officers() -> None:
    for table in Base.metadata.tables.values():
        if any(INDEX.search(column.name) for column in table.columns):
            targets = {key.column.table.name for key in table.foreign_keys}
            assert not {name for name in targets if PERSON.search(name)}, table.name


def test_no_table_keeps_pairs_of_officers_and_inmates() -> None:
    for name, columns in tables():
        has_both = any(INMATE.search(c) for c in columns) and any(PERSON.search(c) for c in columns)
        assert not has_both, f"{name}: {sorted(columns)}"


def test_migrations_make_no_views() -> None:
    for path in (ROOT / "scheduler" / "storage").rglob("*.py"):
        assert not re.search(r"create\s+(temp\s+)?view", path.read_text(encoding="utf-8"), re.IGNORECASE), path


VALUES = [
    value
    for value in (*vars(attention_values).values(), CellChange, PartChange, TrendPoint)
    if isinstance(value, type) and dataclasses.is_dataclass(value)
]


@pytest.mark.parametrize("value", VALUES, ids=lambda v: v.__name__)
def test_no_value_of_the_index_has_a_place_for_a_person(value: type) -> None:
    for field in dataclasses.fields(value):
        assert not PERSON.search(field.name)
        assert not PERSON.search(str(field.type).lower())


def test_the_export_has_no_column_for_a_person() -> None:
    assert not [name for name in HEADER if PERSON.search(name.lower())]


def test_no_call_of_the_index_takes_or_gives_a_person() -> None:
    calls = [attention_room.attention_table, attention_room.compare, attention_room.rows, attention_room.trend]
    for found in (attention_api.AttentionDesk, attention_room.AttentionTable):
        calls += [c for name, c in inspect.getmembers(found, inspect.isfunction) if not name.startswith("_")]
    for call in calls:
        hints = typing.get_type_hints(call)
        for name, hint in hints.items():
            assert not PERSON.search(name), call
            assert "Badge" not in str(hint), call
            assert "Officer" not in str(hint), call


def test_policy_keeps_weights_by_factor_only() -> None:
    assert "attention" in {field.name for field in dataclasses.fields(Policy)}


def strings() -> Iterator[tuple[Path, str]]:
    """Every file with words that somebody may read: code of console and scheduler, demo data, documents, help."""
    for folder in ("console", "scheduler", "resources"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".toml", ".md", ".json", ".svg", ".qss", ".html"} and path.is_file():
                yield path, path.read_text(encoding="utf-8")


def test_banned_words_occur_nowhere_in_the_interface() -> None:
    found = [(path.relative_to(ROOT), hit.group()) for path, text in strings() for hit in BANNED.finditer(text)]
    assert found == []
