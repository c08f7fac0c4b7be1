"""Templates of payroll as TOML files."""

from pathlib import Path
from typing import Any

from scheduler.domain.payroll import ACCOUNTS, DATE_FORMS, Align, Field, Overtime, PayrollColumn, PayrollTemplate, Split
from scheduler.domain.words import TourKind
from scheduler.locate import resource
from scheduler.policies.toml_file import TABLES, Form, PresetError, choice, needed, read_table, read_toml, whole

STEPS = (1, 3, 6, 15, 30, 60)
"""Steps of rounding; but for 1 each is told without rest in hundredths of an hour."""
MOST_COLUMNS = 60
MOST_WIDTH = 200
"""Letters of a column of fixed width."""
_LONGEST = 60


def _line(value: Any) -> str | None:
    is_line = isinstance(value, str) and value == value.strip() and value.isprintable()
    return value if is_line and len(value) <= _LONGEST else None


def _full(value: Any) -> str | None:
    return _line(value) or None


def _codes(value: Any) -> dict[str, str] | None:
    is_table = isinstance(value, dict) and all(_line(code) is not None for code in value.values())
    return value if is_table else None


_TEXT = Form(f"text on one line of at most {_LONGEST} letters, without outer blanks,", _line)
_FULL = needed(Form(_TEXT.expected, _full))
_FORMS = {
    "name": _FULL,
    "split": choice(Split),
    "overtime": choice(Overtime),
    "rounding_minutes": Form(
        f"one of {', '.join(map(str, STEPS))}", lambda v: v if type(v) is int and v in STEPS else None
    ),
    "date_form": Form(
        f"one of {', '.join(DATE_FORMS)}", lambda v: v if isinstance(v, str) and v in DATE_FORMS else None
    ),
    "codes": needed(Form('a table of texts such as regular = "REG"', _codes)),
    "columns": needed(TABLES),
}
_COLUMN = {
    "heading": _FULL,
    "field": needed(choice(Field)),
    "text": _TEXT,
    "width": whole(1, MOST_WIDTH),
    "align": choice(Align),
    "pad": Form("one letter", lambda v: v if isinstance(v, str) and len(v) == 1 and v.isprintable() else None),
}


def standard_template() -> Path:
    """Return the template that is used where none is given."""
    return resource("payroll", "standard.toml")


def read_template(path: Path) -> PayrollTemplate:
    """Return the template that a file holds.

    Raises:
        PresetError: it cannot be read, or is not what a template should be.
    """
    where = path.name
    found = read_table(where, read_toml(path), _FORMS)
    codes = found["codes"]
    for account in codes:
        if account not in ACCOUNTS:
            raise PresetError(f"{where}: codes: one of {', '.join(ACCOUNTS)} is expected, not {account!r}")
    _refuse_missing(where, codes, found.get("overtime", Overtime.GREATER))
    if not 1 <= len(found["columns"]) <= MOST_COLUMNS:
        raise PresetError(f"{where}: columns: 1 to {MOST_COLUMNS} are expected, not {len(found['columns'])}")
    columns = tuple(
        PayrollColumn(**read_table(f"{where}, column {number}", given, _COLUMN))
        for number, given in enumerate(found["columns"], start=1)
    )
    _refuse_widths(where, columns)
    _refuse_columns(where, columns, found.get("rounding_minutes", 15))
    return PayrollTemplate(**{**found, "columns": columns})


def _refuse_missing(where: str, codes: dict[str, str], overtime: Overtime) -> None:
    """Refuse codes that leave time untold by mistake: only what is given as "" is not paid."""
    wanted = [TourKind.REGULAR.value]
    if overtime is not Overtime.FLSA:
        wanted += [kind.value for kind in TourKind if kind.is_overtime]
        wanted.append("beyond_pattern")
    if overtime is not Overtime.AGREEMENT:
        wanted.append("flsa_overtime")
    wanted += ["swap", "credited"]
    for account in wanted:
        if account not in codes:
            raise PresetError(f"{where}: codes: {account} is expected, and it is missing")
    if not codes["regular"]:
        raise PresetError(f'{where}: codes: regular: a pay code is expected, not ""')


def _refuse_widths(where: str, columns: tuple[PayrollColumn, ...]) -> None:
    """Refuse widths that not all columns have: where one ends would be anybody's guess."""
    if not any(column.width for column in columns):
        wide = (number for number, c in enumerate(columns, start=1) if c.align is not Align.LEFT or c.pad != " ")
        number = next(wide, 0)
        if number:
            raise PresetError(f"{where}, column {number}: width is expected where align or pad are given")
        return
    lacking = next((number for number, column in enumerate(columns, start=1) if not column.width), None)
    if lacking is not None:
        raise PresetError(f"{where}, column {lacking}: width is expected, as other columns have one")


def _refuse_columns(where: str, columns: tuple[PayrollColumn, ...], step: int) -> None:
    headings: set[str] = set()
    for number, column in enumerate(columns, start=1):
        if column.heading.casefold() in headings:
            raise PresetError(
                f"{where}, column {number}: heading: one that no other column has is expected, not {column.heading!r}"
            )
        headings.add(column.heading.casefold())
        if column.field is not Field.TEXT and column.text:
            raise PresetError(f"{where}, column {number}: text: only a column of the field text has one")
        if column.field is Field.HOURS and step == 1:
            raise PresetError(
                f"{where}, column {number}: field: minutes is expected, as hours cannot tell steps of one minute"
            )
    fields = {column.field for column in columns}
    for field in (Field.BADGE, Field.DATE, Field.CODE):
        if field not in fields:
            raise PresetError(f"{where}: columns: one of the field {field} is expected, and there is none")
    if not fields & {Field.HOURS, Field.MINUTES}:
        raise PresetError(f"{where}: columns: one of the field hours or minutes is expected, and there is none")
