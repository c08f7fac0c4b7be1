"""What rows of the sheets on orders, leave, plans and pay must agree on beyond keys, references and orders of dates."""

from scheduler.domain.problem import WAIVER_DAYS
from scheduler.domain.words import PayBasis
from scheduler.exchange.checks import Parsed
from scheduler.exchange.parse import Faults, ParsedSheet


def check_plans(parsed: Parsed, faults: Faults) -> None:
    """Add every fault that shows only between the cells of a row."""
    _check_preferences(parsed["Preferences"], faults)
    _check_waivers(parsed["Rotation waivers"], faults)
    _check_readings(parsed, faults)
    _check_pay_periods(parsed["Pay periods"], faults)


def _check_preferences(parsed: ParsedSheet, faults: Faults) -> None:
    for row in parsed.rows:
        if row.is_sound and row.values["post"] is None and row.values["shift"] is None:
            faults.add("Preferences", row.number, "Post", "a post or a shift is expected")


def _check_waivers(parsed: ParsedSheet, faults: Faults) -> None:
    for row in parsed.rows:
        if row.is_sound and (row.values["expires"] - row.values["first"]).days >= WAIVER_DAYS:
            faults.add("Rotation waivers", row.number, "Expires", f"at most {WAIVER_DAYS} dates are expected")


def _check_readings(parsed: Parsed, faults: Faults) -> None:
    """A version that a document never had cannot have been read."""
    rows = parsed["Documents"].rows
    if not parsed["Documents"].is_whole or not all(row.is_sound for row in rows):
        return
    known = {row.values["code"] for row in rows}
    versions = {(row.values["code"], row.values["version"]) for row in rows}
    for row in parsed["Readings"].rows:
        code, version = row.values.get("document"), row.values.get("version")
        if row.is_sound and code in known and (code, version) not in versions:
            faults.add("Readings", row.number, "Version", f"a version of {code} from 'Documents' is expected")


def _check_pay_periods(parsed: ParsedSheet, faults: Faults) -> None:
    for row in parsed.rows:
        if row.is_sound and row.values["basis"] is PayBasis.FORTY_HOURS and row.values["days"] != 7:
            faults.add("Pay periods", row.number, "Days", "7 is expected with forty_hours")
