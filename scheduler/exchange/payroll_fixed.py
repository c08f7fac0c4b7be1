"""Payroll in columns of fixed width: a line an entry, no headings, as older receivers read it."""

from datetime import date

from scheduler.domain.papers import Cell, Table
from scheduler.domain.payroll import Align, PayrollColumn, PayrollTemplate
from scheduler.exchange.faults import UnwritableError

END = "\r\n"


def fixed_bytes(lines: Table, template: PayrollTemplate) -> bytes:
    """Return the lines of payroll in columns of fixed width: UTF-8, each line with CR LF, widths in letters.

    Args:
        lines: One cell for each column of the template.
        template: Says width, side and filling of each column.

    Raises:
        UnwritableError: the template gives no widths, or a value does not fit into its column.
    """
    if not template.is_fixed:
        raise UnwritableError(f"The template {template.name} gives its columns no width, and txt needs one for each")
    text = "".join(
        "".join(_filled(cell, column, number) for cell, column in zip(row, template.columns, strict=True)) + END
        for number, row in enumerate(lines.rows, start=1)
    )
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise UnwritableError(f"a text holds {error.object[error.start]!r}, which no file can hold") from error


def _filled(cell: Cell, column: PayrollColumn, number: int) -> str:
    """Return a value as wide as its column."""
    text = _text(cell)
    if not text.isprintable():
        raise UnwritableError(f"line {number}, {column.heading}: text on one line is expected, not {text!r}")
    if len(text) > column.width:
        raise UnwritableError(
            f"line {number}, {column.heading}: {text!r} does not fit into a column {column.width} wide"
        )
    if column.align is Align.LEFT:
        return text.ljust(column.width, column.pad)
    if column.pad == "0" and text.startswith("-"):  # the sign stands before the zeros
        return f"-{text[1:].rjust(column.width - 1, '0')}"
    return text.rjust(column.width, column.pad)


def _text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.2f}" if isinstance(cell, float) else str("" if cell is None else cell)
