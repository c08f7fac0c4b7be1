"""A change of a facility's lists that can be done, undone and redone."""

from dataclasses import dataclass, fields, replace
from typing import Any

from scheduler.domain.site import Site


class StaleSiteEditError(ValueError):
    """The facility no longer holds what an edit expects; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """What a field of `Site` was and is to be: whole values, which share the rows that stay."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEdit:
    """One intent of the user, with the words that name it, as changes of whole fields of `Site`."""

    label: str
    changes: tuple[ListChange, ...]

    @classmethod
    def between(cls, before: Site, after: Site, label: str) -> "SiteEdit":
        """Return the edit that makes one site of another; it has no changes where they are equal."""
        names = (f.name for f in fields(Site))
        pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
        found = tuple(
            ListChange(name=n, before=old, after=new) for n, old, new in pairs if old is not new and old != new
        )
        return cls(label=label, changes=found)

    def apply(self, site: Site) -> Site:
        """Return a site with the changes made.

        Raises:
            StaleSiteEditError: a field is not what the edit expects.
        """
        for change in self.changes:
            now = getattr(site, change.name)
            if now is not change.before and now != change.before:
                raise StaleSiteEditError("The facility's data has changed meanwhile; look again")
        return replace(site, **{change.name: change.after for change in self.changes})

    def inverse(self) -> "SiteEdit":
        """Return the edit that undoes this one."""
        back = tuple(ListChange(name=c.name, before=c.after, after=c.before) for c in self.changes)
        return SiteEdit(label=self.label, changes=back)
