"""The facility's lists changed by an edit, inside the transaction of whoever changes them."""

from datetime import datetime

from sqlalchemy import Connection

from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import FacilityId
from scheduler.storage import apart, changes, sites, trail
from scheduler.storage.accounts import has_accounts
from scheduler.storage.requests import refuse_forced, refuse_lost
from scheduler.storage.state import needed


def change_site(
    connection: Connection, expected: int, site: Site, edit: SiteEdit, at: datetime, actor: str
) -> FacilityId:
    """Replace the fields of the facility that an edit changes, and return its id.

    Whoever calls this lets moves be followed (`apart.catch_up`) when the transaction has ended.

    Args:
        connection: Open transaction.
        expected: The facility's revision that the edit was applied to.
        site: The facility with the edit made.
        edit: Which fields it changes, and the words that name it.
        at: When.
        actor: Who.

    Raises:
        DeskError: the data was changed meanwhile, or cannot be stored.
    """
    of = changes.begin(connection, needed(connection), expected)
    names = tuple(change.name for change in edit.changes)
    if "restrictions" in names and has_accounts(connection):
        refuse_lost(connection, site, at)
    if not {"officers", "awards"}.isdisjoint(names):
        refuse_forced(connection, site, at, actor)
    sites.replace_fields(connection, site, names)
    if not apart.FOLLOWED.isdisjoint(names):
        apart.follow(connection, site, at)
    subjects = (f"label:{edit.label}", *(f"list:{name}" for name in names))
    trail.record(connection, of, at, actor, "change facility", *subjects)
    return of
