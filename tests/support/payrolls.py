"""Payroll for tests: a template with a code for each account, and a site that has chosen a pay period."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from support.sites import FIRST, small_site

from scheduler.domain.payroll import ACCOUNTS, Field, PayrollColumn, PayrollTemplate
from scheduler.domain.policy import PayPeriod
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.words import PayBasis
from scheduler.domain.worked import ClosedDays

CODES = {account: account.upper() for account in ACCOUNTS} | {"swap": ""}
TEMPLATE = PayrollTemplate(
    name="county",
    codes=CODES,
    columns=tuple(PayrollColumn(heading=field.value, field=field) for field in Field if field is not Field.TEXT),
)


def paying_site(days: int = 14, anchor: date = FIRST) -> Site:
    """Return the small site with a work period of some days from a date on, and nothing worked before."""
    site = small_site()
    period = PayPeriod(effective=date(2020, 1, 1), basis=PayBasis.WORK_PERIOD, days=days, anchor=anchor)
    return replace(site, worked=(), policy=replace(site.policy, pay_periods=(period,)))


def closed_with(site: Site, tours: Iterable[Tour]) -> tuple[Site, ClosedDays]:
    """Return a site with tours as worked, and their dates as closed."""
    held = tuple(sorted(tours))
    return replace(site, worked=held), ClosedDays(dates=frozenset(t.on for t in held), tours=held)
