"""Everything that a desk can do says which permission it takes; nothing of a desk is left unguarded."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest

import scheduler.api
from scheduler.api import Desk
from scheduler.api.guard import MARK

CONSTRUCTORS = {"of", "open"}


def _desks() -> list[type]:
    found = {Desk}
    for module in iter_modules(scheduler.api.__path__):
        for name, value in vars(import_module(f"scheduler.api.{module.name}")).items():
            if inspect.isclass(value) and name.endswith("Desk") and value.__module__.startswith("scheduler.api"):
                found.add(value)
    return sorted(found, key=lambda desk: desk.__name__)


@pytest.mark.parametrize("desk", _desks(), ids=lambda desk: desk.__name__)
def test_every_public_method_says_who_may_call_it(desk: type) -> None:
    public = {n: v for part in reversed(desk.__mro__[:-1]) for n, v in vars(part).items() if not n.startswith("_")}
    methods = {n: v for n, v in public.items() if inspect.isfunction(v)}
    unguarded = [name for name, method in methods.items() if not hasattr(method, MARK)]
    assert unguarded == []
    others = {n for n, v in public.items() if not inspect.isfunction(v) and not isinstance(v, property)}
    assert others <= CONSTRUCTORS


def test_desks_are_found() -> None:
    assert {"Desk", "LeaveDesk", "AuditDesk", "SetupDesk"} <= {desk.__name__ for desk in _desks()}
