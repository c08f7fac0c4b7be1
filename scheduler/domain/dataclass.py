"""`dataclass` as the standard library has it, made faster: for the hundreds of frozen classes that a start makes.

The standard library writes and compiles the source of six methods for each frozen class, which took a quarter of the
start of the window and of every command. Here `__init__` is compiled, comparing and hashing are when they are needed
for the first time, and showing and refusing to change need no source of their own. Whatever is not a plain frozen
class is left to the standard library, and to a type checker this is the standard library's.
"""

import dataclasses
from collections.abc import Callable, Iterable
from inspect import get_annotations
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """Make a dataclass of a class, as `dataclasses.dataclass` does, with the same options."""
        if cls is None:
            return lambda found: dataclass(found, **options)
        return _quick(cls, options) if _is_plain(cls, options) else dataclasses.dataclass(cls, **options)


_OPTIONS = {"frozen", "slots", "kw_only", "repr", "eq"}
_OWN = ("__init__", "__setattr__", "__delattr__", "__getstate__", "__setstate__")
_MISSING = dataclasses.MISSING
_UNSET: Any = object()


def _is_plain(cls: type, options: dict[str, bool]) -> bool:
    """Whether a class is frozen, stands alone, and asks for nothing that is rare."""
    return (
        options.get("frozen", False)
        and options.keys() <= _OPTIONS
        and cls.__doc__ is not None
        and not any(dataclasses.is_dataclass(base) for base in cls.__mro__[1:])
        and not any(name in cls.__dict__ for name in _OWN)
        and not any("InitVar" in str(kind) for kind in get_annotations(cls).values())
    )


def _quick(cls: type, options: dict[str, bool]) -> type:
    kept = {name: options[name] for name in ("slots", "kw_only") if name in options}
    says_equal = "__eq__" in cls.__dict__  # Python then forbids to hash it, which a frozen class may
    made: Any = dataclasses.dataclass(cls, init=False, repr=False, eq=False, **kept)
    known = dataclasses.fields(made)
    names = tuple(f.name for f in known)
    methods: dict[str, Callable[..., object]] = {
        "__init__": _init(made, known),
        "__setattr__": _set_refused(made, names),
        "__delattr__": _delete_refused(made, names),
    }
    if options.get("repr", True):
        methods["__repr__"] = _repr(tuple(f.name for f in known if f.repr))
    if options.get("eq", True):
        methods |= _compared(made, known)
    if options.get("slots", False):
        methods |= _pickled(names)
    for name, method in methods.items():
        if name not in made.__dict__ or (name == "__hash__" and says_equal and made.__hash__ is None):
            method.__qualname__ = f"{made.__qualname__}.{name}"
            setattr(made, name, method)
    told = made.__dataclass_params__
    told.init, told.frozen = True, True
    told.repr, told.eq = options.get("repr", True), options.get("eq", True)
    return made  # type: ignore[no-any-return]


def _init(cls: Any, known: tuple["dataclasses.Field[Any]", ...]) -> Callable[..., object]:
    """Compile what takes a value for each field, in their order, those by keyword only last."""
    given: dict[str, Any] = {"_set": object.__setattr__, "_unset": _UNSET}
    plain, by_keyword, body = list[str](), list[str](), list[str]()
    for f in known:
        word, value = f.name, f.name
        if f.default is not _MISSING:
            given[f"_default_{f.name}"] = f.default
            word = f"{f.name}=_default_{f.name}"
        elif f.default_factory is not _MISSING:
            given[f"_make_{f.name}"] = f.default_factory
            word = f"{f.name}=_unset"
            value = f"_make_{f.name}() if {f.name} is _unset else {f.name}"
        if f.init:
            (by_keyword if f.kw_only else plain).append(word)
        elif f.default_factory is not _MISSING:
            value = f"_make_{f.name}()"
        elif f.default is not _MISSING:
            value = f"_default_{f.name}"
        else:
            continue
        body.append(f"_set(_self, {f.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("_self.__post_init__()")
    words = ", ".join(["_self", *plain, *(["*", *by_keyword] if by_keyword else [])])
    source = f"def _make({', '.join(given)}):\n def __init__({words}):\n  " + "\n  ".join(body or ["pass"])
    method: Any = _compiled(f"{source}\n return __init__", cls.__module__)(**given)
    method.__annotations__ = {f.name: f.type for f in known if f.init} | {"return": None}
    return method  # type: ignore[no-any-return]


def _set_refused(cls: Any, names: tuple[str, ...]) -> Callable[..., object]:
    def __setattr__(self: Any, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    return __setattr__


def _delete_refused(cls: Any, names: tuple[str, ...]) -> Callable[..., object]:
    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __delattr__


def _repr(names: tuple[str, ...]) -> Callable[..., object]:
    def __repr__(self: Any) -> str:
        shown = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{type(self).__qualname__}({shown})"

    return recursive_repr()(__repr__)


def _compared(cls: Any, known: tuple["dataclasses.Field[Any]", ...]) -> dict[str, Callable[..., object]]:
    """Return `__eq__` and `__hash__`, which are compiled when they are called for the first time."""
    compared = _tuple("_self", (f.name for f in known if f.compare))
    others = _tuple("_other", (f.name for f in known if f.compare))
    hashed = _tuple("_self", (f.name for f in known if (f.compare if f.hash is None else f.hash)))
    equal = f" return {compared} == {others} if _other.__class__ is _self.__class__ else NotImplemented"
    return {
        "__eq__": _at_first(cls, f"def __eq__(_self, _other):\n{equal}"),
        "__hash__": _at_first(cls, f"def __hash__(_self):\n return hash({hashed})"),
    }


def _tuple(thing: str, names: Iterable[str]) -> str:
    return f"({''.join(f'{thing}.{name},' for name in names)})"


def _at_first(cls: Any, source: str) -> Callable[..., object]:
    """Return a method that compiles its source when it is called, and takes itself out of the way."""

    def method(*given: object) -> object:
        made = _compiled(source, cls.__module__)
        made.__qualname__ = method.__qualname__
        setattr(cls, made.__name__, made)
        return made(*given)

    return method


def _compiled(source: str, module: str) -> Callable[..., object]:
    """Return the one function that a source defines."""
    space: dict[str, Any] = {}
    exec(source, {"__name__": module}, space)
    (made,) = space.values()
    return made  # type: ignore[no-any-return]


def _pickled(names: tuple[str, ...]) -> dict[str, Callable[..., object]]:
    """Return how a class without a dictionary, that lets nobody set its fields, is pickled and copied."""

    def __getstate__(self: Any) -> list[object]:
        return [getattr(self, name) for name in names]

    def __setstate__(self: Any, state: list[object]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return {"__getstate__": __getstate__, "__setstate__": __setstate__}
