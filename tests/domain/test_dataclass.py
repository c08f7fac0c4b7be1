"""The faster `dataclass` does what the standard library's does."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, InitVar, field
from typing import Any, get_type_hints

import pytest

from scheduler.domain.dataclass import dataclass as quick

Decorator = Callable[..., Any]


def plain(make: Decorator) -> Any:
    @make(frozen=True, slots=True, kw_only=True)
    class Thing:
        """A thing."""

        code: str
        numbers: tuple[int, ...] = ()
        note: str = field(default="", repr=False, compare=False)
        kept: dict[str, int] = field(default_factory=dict, compare=False)

    return Thing


def by_place(make: Decorator) -> Any:
    @make(frozen=True)
    class Thing:
        """A thing."""

        code: str
        numbers: tuple[int, ...] = ()
        note: str = field(default="n", kw_only=True)

        def __post_init__(self) -> None:
            if not self.code:
                raise ValueError("no code")

        @property
        def loud(self) -> str:
            """Return the code in capitals."""
            return self.code.upper()

    return Thing


def single(make: Decorator) -> Any:
    @make(frozen=True, slots=True)
    class Thing:
        """A thing."""

        code: float

    return Thing


def empty(make: Decorator) -> Any:
    @make(frozen=True)
    class Thing:
        """A thing."""

    return Thing


def by_identity(make: Decorator) -> Any:
    @make(frozen=True, eq=False, repr=False)
    class Thing:
        """A thing."""

        code: str
        size: int = field(init=False, default=3)

    return Thing


def own_equality(make: Decorator) -> Any:
    @make(frozen=True, slots=True)
    class Thing:
        """A thing."""

        code: str

        def __eq__(self, other: object) -> bool:
            return True

        def __repr__(self) -> str:
            return "!"

    return Thing


SHAPES = (plain, by_place, single, empty, by_identity, own_equality)
CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    (("a",), {}),
    ((), {"code": "a"}),
    ((), {"code": "b", "numbers": (1, 2)}),
    (("a", (3,)), {"note": "x"}),
    ((), {"code": "a", "note": "other"}),
    ((), {"code": ""}),
    (("a", "b", "c", "d"), {}),
)


def made(kind: Any, call: tuple[tuple[Any, ...], dict[str, Any]]) -> tuple[object, str]:
    """Return what a call makes and what it says of itself, or the sort of its refusal."""
    try:
        thing = kind(*call[0], **call[1])
    except (TypeError, ValueError) as error:
        return None, type(error).__name__
    values = {f.name: getattr(thing, f.name) for f in dataclasses.fields(thing)}
    said = repr(thing).replace(f"{id(thing):x}", "")
    return thing, f"{values} {said if 'object at' not in said else ''}"


@pytest.mark.parametrize("shape", SHAPES)
def test_calls_values_words_comparisons_and_hashes_are_those_of_the_standard_library(shape: Decorator) -> None:
    one, other = shape(quick), shape(dataclasses.dataclass)
    things = [(made(one, call), made(other, call)) for call in CALLS]

    for (thing, said), (expected, words) in things:
        assert said == words
        if thing is not None and one.__eq__ is not object.__eq__:
            assert hash(thing) == hash(expected)
            assert thing != expected or shape is own_equality
    for (thing, _), (expected, _) in things:
        for (second, _), (third, _) in things:
            assert (thing == second) == (expected == third)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_asked_of_the_class_is_answered_as_by_the_standard_library(shape: Decorator) -> None:
    one, other = shape(quick), shape(dataclasses.dataclass)

    assert dataclasses.is_dataclass(one)
    assert [(f.name, f.type, f.kw_only, f.init) for f in dataclasses.fields(one)] == [
        (f.name, f.type, f.kw_only, f.init) for f in dataclasses.fields(other)
    ]
    assert repr(one.__dataclass_params__) == repr(other.__dataclass_params__)
    assert one.__match_args__ == other.__match_args__
    assert get_type_hints(one.__init__) == get_type_hints(other.__init__)
    assert hasattr(one, "__slots__") == hasattr(other, "__slots__")


@pytest.mark.parametrize("shape", [plain, by_place, single])
def test_nothing_can_be_set_or_deleted(shape: Decorator) -> None:
    thing = shape(quick)(code="a")

    for change in (lambda: setattr(thing, "code", "b"), lambda: delattr(thing, "code")):
        with pytest.raises(FrozenInstanceError, match="field 'code'"):
            change()
    with pytest.raises(AttributeError):
        thing.another = 1
    assert thing.code == "a"


def test_a_replaced_field_passes_through_the_checks_of_the_class() -> None:
    thing = by_place(quick)("a", (1,))

    assert dataclasses.replace(thing, code="b").loud == "B"
    with pytest.raises(ValueError, match="no code"):
        dataclasses.replace(thing, code="")


def test_each_thing_gets_a_collection_of_its_own() -> None:
    kind = plain(quick)

    assert kind(code="a").kept is not kind(code="a").kept


@quick(frozen=True, slots=True)
class Slotted:
    """Without a dictionary."""

    code: str
    numbers: tuple[int, ...] = ()


@quick(frozen=True)
class Open:
    """With one."""

    code: str


@pytest.mark.parametrize("thing", [Slotted("a", (1, 2)), Open("b")])
def test_it_is_pickled_and_copied(thing: object) -> None:
    assert pickle.loads(pickle.dumps(thing)) == thing
    assert copy.copy(thing) == thing
    assert copy.deepcopy(thing) == thing


def test_what_shows_itself_ends() -> None:
    kind = plain(quick)
    thing = kind(code="a")
    thing.kept["self"] = thing

    assert repr(thing).endswith("kept={'self': ...})")


def test_what_is_rare_is_left_to_the_standard_library() -> None:
    @quick(frozen=True, slots=True, order=True)
    class Ordered:
        """Has an order."""

        code: str

    @quick(frozen=True)
    class Heir(Open):
        """Has a base."""

        size: int = 1

    @quick
    class Changing:
        """Can be changed."""

        code: str
        start: InitVar[int] = 0

    thing = Changing("a", 3)
    thing.code = "b"
    assert thing.code == "b"
    assert Ordered("a") < Ordered("b")
    assert Heir("a", 2) == Heir("a", 2) != Heir("a")
    with pytest.raises(FrozenInstanceError):
        Heir("a").size = 2  # type: ignore[misc]
