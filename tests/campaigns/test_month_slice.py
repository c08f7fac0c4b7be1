"""A small fixed slice of the month that tests/campaigns/month.py replays, and that its book notices what is wrong."""

from pathlib import Path
from random import Random

from campaigns.month import replayed
from support.desk_site import FIRST
from support.running_month import Month

from scheduler.domain.calls import CallOrder, CallRules


def test_a_month_of_events_equals_the_book(tmp_path: Path) -> None:
    seen, faults = replayed(tmp_path, 40, 7)
    assert faults == []
    assert min(seen[what] for what in ("repairs", "calls", "entries", "days closed", "published")) > 3
    assert seen["publishing refused"] > 0


def test_another_order_of_calling_than_the_books_is_noticed(tmp_path: Path) -> None:
    """Volunteers most senior first, where the book goes by charged hours: the comparison can fail."""
    with Month.begun(f"sqlite:///{tmp_path / 'm.db'}", Random(7)) as month:
        rules = CallRules(effective=FIRST, sequence=CallOrder.SENIORITY, protected_days=0, source="agreement")
        month.desk.calls.set_rules(rules)
        for number in range(40):
            month.pass_time(number, 60)
            month.calls()
        assert any("who is next" in fault for fault in month.faults)
