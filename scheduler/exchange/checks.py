"""What rows of a workbook must agree on: codes, references, orders of dates, sums, rules, the floor plan."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from scheduler.domain.facility import WHOLE
from scheduler.domain.people import ShiftLimit
from scheduler.domain.policy import PolicyEntry
from scheduler.exchange.kinds import Codes, Cycle, Limits, shown
from scheduler.exchange.layout import FORMAT
from scheduler.exchange.parse import Faults, ParsedSheet, Row
from scheduler.exchange.raw import FLOOR_PLAN
from scheduler.policies import entry_faults

Parsed = dict[str, ParsedSheet]
STAFF = "Officers or former"
"""What a column refers to that names officers of both sheets."""


def check_all(parsed: Parsed, floor_plan: str, faults: Faults) -> None:
    """Add every fault that shows only between cells, rows or sheets."""
    for sheet in parsed.values():
        _check_keys(sheet, faults)
        _check_orders(sheet, faults)
        _check_references(sheet, parsed, faults)
    _check_facility(parsed["Facility"], faults)
    _check_parents(parsed["Areas"], faults)
    _check_shares(parsed["Areas covered"], faults)
    _check_limits(parsed["Contracts"], faults)
    _check_former(parsed, faults)
    _check_restrictions(parsed["Restrictions"], faults)
    _check_stays(parsed["Stays"], faults)
    _check_policy(parsed, faults)
    _check_floor_plan(parsed, floor_plan, faults)


def _check_keys(parsed: ParsedSheet, faults: Faults) -> None:
    sheet = parsed.sheet
    fields = sheet.key or tuple(column.field for column in sheet.columns)
    where = sheet.header_of(sheet.key[-1]) if sheet.key else ""
    seen: dict[tuple[Any, ...], int] = {}
    for row in parsed.rows:
        if not all(field in row.values for field in fields):
            continue
        key = tuple(row.values[field] for field in fields)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            text = " with ".join(str(part) for part in key) if sheet.key else ""
            expected = (
                f"{text!r} is expected once and stands in row {first} too" if text else f"the same as row {first}"
            )
            faults.add(
                sheet.name, row.number, where, expected if text else f"rows that differ are expected; {expected}"
            )


def _check_orders(parsed: ParsedSheet, faults: Faults) -> None:
    sheet = parsed.sheet
    pairs = [(*pair, True) for pair in sheet.spans] + [(*pair, False) for pair in sheet.ranges]
    for first, last, is_strict in pairs:
        name, header = sheet.header_of(first), sheet.header_of(last)
        for row in parsed.rows:
            low, high = row.values.get(first), row.values.get(last)
            if low is None or high is None:
                continue
            if high < low or (is_strict and high == low):
                wording = f"later than {name}" if is_strict else f"not less than {name}"
                faults.add(sheet.name, row.number, header, f"a value {wording} in the same row is expected")


def _check_references(parsed: ParsedSheet, every: Parsed, faults: Faults) -> None:
    sheet = parsed.sheet
    for column in sheet.columns:
        if not column.refers:
            continue
        names = ("Officers", "Former officers") if column.refers == STAFF else (column.refers,)
        if not all(every[name].is_whole for name in names):
            continue
        known = {row.values.get(every[name].sheet.columns[0].field) for name in names for row in every[name].rows}
        # A code that is itself faulty was told of already; what refers to it can then not be judged.
        if None in known:
            continue
        place = " or ".join(f"{name!r}" for name in names)
        for row in parsed.rows:
            value = row.values.get(column.field)
            if value is None or value in known:
                continue
            for code in _codes(value, column.kind):
                if code not in known:
                    faults.add(
                        sheet.name, row.number, column.header, f"a code from {place} is expected, not {shown(code)}"
                    )


def _codes(value: Any, kind: object) -> Iterator[str]:
    if isinstance(kind, Limits):
        yield from (limit.shift for limit in value if isinstance(limit, ShiftLimit))
    elif isinstance(kind, Codes | Cycle):
        yield from dict.fromkeys(code for code in value if code is not None)
    else:
        yield value


def _check_facility(parsed: ParsedSheet, faults: Faults) -> None:
    for row in parsed.rows:
        form = row.values.get("format", FORMAT)
        if form != FORMAT:
            faults.add("Facility", row.number, "Format", f"{FORMAT} is expected, not {shown(form)}")


def _check_parents(parsed: ParsedSheet, faults: Faults) -> None:
    parents = {row.values.get("code"): row.values.get("parent") for row in parsed.rows}
    for row in parsed.rows:
        code = row.values.get("code")
        above, seen = parents.get(code), {code}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above is not None and above == code:
            faults.add("Areas", row.number, "Parent", "an area outside this one is expected")


def _check_shares(parsed: ParsedSheet, faults: Faults) -> None:
    rows: dict[str, list[Row]] = {}
    for row in parsed.rows:
        rows.setdefault(row.values.get("post", ""), []).append(row)
    for post, lines in rows.items():
        if all("share" in line.values for line in lines) and sum(line.values["share"] for line in lines) != WHOLE:
            total = sum(line.values["share"] for line in lines) / 10
            expected = f"shares of post {post} that add up to 100 are expected, not to {total:g}"
            faults.add("Areas covered", lines[0].number, "Share %", expected)


def _check_limits(parsed: ParsedSheet, faults: Faults) -> None:
    for row in parsed.rows:
        shifts = [limit.shift for limit in row.values.get("shift_limits") or ()]
        if len(set(shifts)) < len(shifts):
            faults.add("Contracts", row.number, "Shift limits", "one limit for each shift is expected")


def _check_former(parsed: Parsed, faults: Faults) -> None:
    here = {row.values.get("badge") for row in parsed["Officers"].rows} - {None}
    for row in parsed["Former officers"].rows:
        if row.values.get("badge") in here:
            faults.add("Former officers", row.number, "Badge", "somebody who is not on the sheet Officers is expected")


def _check_restrictions(parsed: ParsedSheet, faults: Faults) -> None:
    for row in parsed.rows:
        if row.values.get("area") is not None and row.values.get("post") is not None:
            faults.add("Restrictions", row.number, "Post", "an area or a post is expected, not both")


def _check_stays(parsed: ParsedSheet, faults: Faults) -> None:
    """Nobody is in two areas at once: contact would count twice."""
    stays: dict[str, list[tuple[int, float, int]]] = {}
    for row in parsed.rows:
        values = row.values
        if row.is_sound:
            end = values["end"] if values["end"] is not None else float("inf")
            stays.setdefault(values["inmate"], []).append((values["start"], end, row.number))
    for spans in stays.values():
        spans.sort()
        until, holder = -float("inf"), 0
        for start, end, number in spans:
            if start < until:
                expected = f"a start after the end of the stay in row {holder} is expected: one area at a time"
                faults.add("Stays", number, "Start", expected)
            if end > until:
                until, holder = end, number


def _check_policy(parsed: Parsed, faults: Faults) -> None:
    """Say of each entry what is wrong with it by itself; keys and references between sheets were looked at before."""
    sheet = parsed["Policy"]
    headers = {column.field: column.header for column in sheet.sheet.columns}
    tiers = {row.values["key"] for row in parsed["Tiers"].rows if "key" in row.values}
    for row in sheet.rows:
        if row.is_sound:
            entry = PolicyEntry(**row.values)
            # A tier that no row names was told of already.
            for fault in entry_faults(entry, tiers if entry.tier is None else {*tiers, entry.tier}):
                faults.add("Policy", row.number, headers[fault.field], fault.expected)


def _check_floor_plan(parsed: Parsed, svg: str, faults: Faults) -> None:
    if not svg:
        return
    if "<!DOCTYPE" in svg.upper() or "<!ENTITY" in svg.upper():
        faults.add(FLOOR_PLAN, None, "", "an SVG without DOCTYPE and entities is expected")
        return
    try:
        root = ElementTree.fromstring(svg)
        tags = {str(element.tag).rpartition("}")[2].lower() for element in root.iter()}
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        faults.add(FLOOR_PLAN, None, "", f"an SVG is expected ({error})")
        return
    if str(root.tag).rpartition("}")[2] != "svg" or "script" in tags:
        faults.add(FLOOR_PLAN, None, "", "an SVG without scripts is expected")
    ids = {element.get("id") for element in root.iter()}
    for name in ("Areas", "Posts"):
        for row in parsed[name].rows:
            outline = row.values.get("outline")
            if outline and outline not in ids:
                faults.add(name, row.number, "Outline", f"an id of the floor plan is expected, not {shown(outline)}")
