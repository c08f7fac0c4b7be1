"""Contact between an officer and an inmate in rolling windows.

The rule in words: in every window of so many days, the time for which an officer's posts and an inmate share a place,
weighted by how near the post comes to inmates, stays within the limit. Source: house policy; the sources name months on
a unit as too long and give no number for one inmate, so limits are the site's to set. It is rostered time in a shared
place and no proof of any contact.
Kept: fourteen 12 h tours on a group post (weight 0.1) in 28 days: 16 h 48 min of 24 h. Broken: three 12 h tours alone
on a hospital watch (weight 1) in 28 days: 36 h of 24 h.
Counted is only what the roster itself adds above the limit: a window that history alone takes over it forbids further
contact and makes no roster impossible. Windows are whole local dates and contact belongs to the date on which it is
worked; a window that ends after the period, because a tour of the last date runs past midnight, is judged on that date.
An entry that speaks `only_at_end` looks ahead: the contact of the last fortnight counts in the windows of the next
roster too, so half of what four weeks allow is what it should take of them.
"""

from dataclasses import dataclass

from scheduler.domain.findings import Finding, Message
from scheduler.rule import Breach, Frame, Rule, Scope, Term, View, hours, setting
from scheduler.rules.contact.breaches import breaches
from scheduler.rules.contact.rows import contact_rows


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    days: int = setting(28, "Length of the window", "days", 1, 366)
    limit_minutes: int = setting(2160, "Weighted contact with one inmate", "minutes", 0, 527_040)
    most_tours_a_day: int = setting(1, "Tours of one officer that may start on one date", "tours", 1, 4)
    only_at_end: bool = setting(False, "Only the window that ends with the roster", "yes or no")


class Contact(Rule, config=Config):
    """At most `limit_minutes` of weighted contact of an officer with an inmate in any window of `days` dates."""

    key = "contact"
    title = "Contact with one inmate"
    unit = "minutes"
    price_unit = "hours"
    is_worst_per_officer = True
    is_apart = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        which = "in the last {days} days of a roster" if config.only_at_end else "in any {days} days"
        return Message(
            template=f"At most {{limit}} of weighted contact of an officer with any one inmate {which}.",
            params={"limit": hours(config.limit_minutes), "days": config.days},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Bound each officer's contact with each class of inmates in each window that can exceed the limit at all."""
        last = frame.problem.period.last
        if config.only_at_end and not scope.covers(last):
            return ()
        if config.only_at_end:
            scope = Scope(last, last, scope.badges)
        return (contact_rows(frame, config.days, config.limit_minutes, config.most_tours_a_day, scope),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Sweep through tours and moves in order of time, add up by date, and judge every window."""
        return breaches(view, config.days, config.limit_minutes, scope, self.key, only_at_end=config.only_at_end)

    def explain(self, finding: Finding) -> Message:
        """Say it of the area and never of the inmate: pair data is for those who need to know."""
        return Message(
            template="No tours left in {area}: {measured} of weighted contact in {days} days; the limit is {limit}.",
            params={
                "area": finding.detail.get("area", ""),
                "days": finding.detail.get("days", 0),
                "measured": hours(finding.measured),
                "limit": hours(finding.limit),
            },
        )
