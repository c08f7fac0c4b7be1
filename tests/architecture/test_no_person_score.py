"""The attention index is of posts: no table, value, export or call joins it to an officer, and no pair is ever kept."""

import argparse
import dataclasses
import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

import scheduler.api.attention as attention_api
import scheduler.attention as attention_room
import scheduler.domain
from scheduler.api.lookback import LookBackDesk
from scheduler.api.pairs import PairDesk
from scheduler.attention.compare import CellChange, PartChange, TrendPoint
from scheduler.attention.listed import HEADER
from scheduler.cli.main import _parser
from scheduler.domain import attention as attention_values
from scheduler.domain.dispositions import Disposition, Subject
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


PAIRED = {"PairLine": "opened for a case, kept nowhere"}
"""Values outside storage that may hold an inmate beside an officer, and why."""


def test_only_what_is_opened_for_a_case_pairs_an_officer_with_an_inmate() -> None:
    for module in pkgutil.walk_packages(scheduler.domain.__path__, "scheduler.domain."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, type) and dataclasses.is_dataclass(value) and name not in PAIRED:
                fields = {field.name for field in dataclasses.fields(value)}
                assert not ("inmate" in fields and "badge" in fields), f"{module.name}.{name}"


def test_pairs_and_look_backs_are_reached_from_no_officer_and_written_to_no_file() -> None:
    for desk in (PairDesk, LookBackDesk):
        for name, call in inspect.getmembers(desk, inspect.isfunction):
            if not name.startswith("_"):
                assert not {p for p in inspect.signature(call).parameters if PERSON.search(p)}, name
    for path in (ROOT / "scheduler" / "exchange").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"SharedTime|PairLine|pairs_in|shared_time", text), path


def test_dispositions_have_no_place_for_a_person_they_are_about() -> None:
    for value in (Subject, Disposition):
        assert not {f.name for f in dataclasses.fields(value)} & {"badge", "officer", "inmate", "name"}


def test_policy_keeps_weights_by_factor_only() -> None:
    assert "attention" in {field.name for field in dataclasses.fields(Policy)}


def commands_help() -> Iterator[str]:
    """Every help text that the command line can print."""
    parsers = [_parser()]
    while parsers:
        parser = parsers.pop()
        yield parser.format_help()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()


def test_banned_words_occur_in_no_help_text() -> None:
    found = [hit.group() for text in commands_help() for hit in BANNED.finditer(" ".join(text.split()))]
    assert found == []


def strings() -> Iterator[tuple[Path, str]]:
    """Every file with words that somebody may read: code of console and scheduler, demo data, documents, help."""
    for folder in ("console", "scheduler", "resources"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".toml", ".md", ".json", ".svg", ".qss", ".html"} and path.is_file():
                yield path, path.read_text(encoding="utf-8")


def test_banned_words_occur_nowhere_in_the_interface() -> None:
    found = [(path.relative_to(ROOT), hit.group()) for path, text in strings() for hit in BANNED.finditer(text)]
    assert found == []
