"""The workbook that ships with the program is the made-up jail, in both of its forms."""

import pytest

from scheduler.api import read_workbook
from scheduler.generate import demo_site
from scheduler.locate import resource


@pytest.mark.parametrize("name", ["harrow_creek.xlsx", "harrow_creek"])
def test_the_shipped_workbook_holds_the_demonstration_jail(name: str) -> None:
    shipped, made = read_workbook(resource("demo", name)), demo_site()
    for field in made.__slots__:
        assert sorted(map(repr, _rows(getattr(shipped, field)))) == sorted(map(repr, _rows(getattr(made, field)))), (
            field
        )


def _rows(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
