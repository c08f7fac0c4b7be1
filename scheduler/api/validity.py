"""Whether a site holds together: the last gate before a database, for whatever made the site."""

from dataclasses import fields
from datetime import date

from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.roster import Period
from scheduler.domain.site import Site, plan_faults
from scheduler.policies import policy_faults
from scheduler.storage import DeskError

_SHARED = {f.name for f in fields(Site)} & {f.name for f in fields(Problem)} - {"facility"}
"""Fields of a site that a problem has too and that are not given by hand."""


def validate(site: Site) -> None:
    """Refuse a site that does not hold together.

    Raises:
        DeskError: one sentence that names the first fault and counts the others.
    """
    for what, rows in (("area", site.areas), ("post", site.posts), ("squad", site.squads), ("officer", site.officers)):
        for row in rows:
            if row.facility != site.facility.id:
                code = getattr(row, "code", None) or getattr(row, "badge", "")
                raise DeskError(f"The {what} {code} belongs to {row.facility}; {site.facility.id} is expected")
    # Any period will do: unlike `Site.problem`, nothing is left out because of its dates.
    everything = {name: getattr(site, name) for name in _SHARED}
    try:
        Problem(facility=site.facility, period=Period(first=date(2000, 1, 3), days=1), **everything)
    except InvalidProblemError as error:
        raise DeskError(str(error)) from error
    if faults := tuple(plan_faults(site)):
        raise DeskError(str(InvalidProblemError(faults)))
    if wrong := policy_faults(site.policy):
        raise DeskError(f"{wrong[0]} (and {len(wrong) - 1} more)" if len(wrong) > 1 else str(wrong[0]))
