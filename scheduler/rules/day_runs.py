"""Days of a kind in a row: working days, days off, or days on one shift.

The rule in words: not more and not fewer than so many working days in a row; the same for days off, or for tours of
one shift. Source: agreements on rotation ("at least two days off together", "two to five nights in a row"), for all
officers or for those who hold a qualification that stands for their group.
Kept: two to five nights agreed, three nights, then days. Broken: a single night between two days off.
The date counts on which a tour starts. Worked history before the period is part of its first run; where an officer has
no history at all, the first run may be part of a longer one and satisfies any least. So may the run that reaches the
last day: only too long a run is judged there. Limits that stand in each officer's contract are another rule.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Badge, QualificationCode, ShiftCode
from scheduler.rule import NO_LIMIT, Breach, Frame, InvalidSettingError, Rule, Runs, Scope, Term, View, setting

WORK, OFF, SHIFT = "work", "off", "shift"


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    of: str = setting(SHIFT, "Days that are counted", "work, off or shift")
    shift: str = setting("", "Shift, where tours of one are counted", "code of a shift")
    least_days: int = setting(0, "Fewest in a row", "days", 0, 60)
    most_days: int = setting(0, "Most in a row (0: no limit)", "days", 0, 60)
    holders: str = setting("", "Only officers who hold", "code of a qualification, empty for everybody")

    def __post_init__(self) -> None:
        if self.of not in (WORK, OFF, SHIFT):
            raise InvalidSettingError(f"day_runs.of: {WORK}, {OFF} or {SHIFT} is expected, not {self.of!r}")


class DayRuns(Rule, config=Config):
    """Runs of days of one kind are as long as agreed.

    A roster is judged as a whole on the last date of the period, under the policy that holds then.
    """

    key = "day_runs"
    title = "Days of a kind in a row"
    unit = "days"
    price_unit = "days"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        what = {WORK: "working days", OFF: "days off", SHIFT: f"tours of shift {config.shift}"}[config.of]
        params: dict[str, str | int] = {"what": what, "least": config.least_days, "most": config.most_days}
        if config.most_days and config.least_days > 1:
            return Message(template="Between {least} and {most} {what} in a row.", params=params)
        if config.most_days:
            return Message(template="At most {most} {what} in a row.", params=params)
        return Message(template="At least {least} {what} in a row.", params=params)

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row of bounds an officer, with what history carries in."""
        last = frame.problem.period.last
        if not scope.covers(last) or (config.most_days == 0 and config.least_days < 2):
            return ()
        who = [
            o
            for o, officer in enumerate(frame.problem.officers)
            if scope.has(officer.badge)
            and (not config.holders or officer.holds(QualificationCode(config.holders), last))
        ]
        carried = np.array([_carried(frame, o, config) for o in who], dtype=np.int64).reshape(len(who), 2)
        most = np.full(len(who), config.most_days or NO_LIMIT, dtype=np.int64)
        least = np.full(len(who), config.least_days, dtype=np.int64)
        is_off, none, open_end = config.of == OFF, np.zeros_like(least), np.full_like(most, NO_LIMIT)
        instances = [n for n, i in enumerate(frame.instances) if i.shift == config.shift]
        return (
            Runs(
                officer=np.array(who, dtype=np.int64),
                most_work=open_end if is_off else most,
                least_work=none if is_off else least,
                least_off=least if is_off else none,
                carried_work=carried[:, 0].copy(),
                carried_off=carried[:, 1].copy(),
                most_off=most if is_off else None,
                instance=np.array(instances, dtype=np.int64) if config.of == SHIFT else None,
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Go along each officer's dates and measure a run when it ends, or while it is too long."""
        period = view.problem.period
        if not scope.covers(period.last):
            return ()
        found: list[Breach] = []
        for badge in view.badges(scope):
            if not config.holders or view.officers[badge].holds(QualificationCode(config.holders), period.last):
                found.extend(_judge(view, config, badge))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        what = str(finding.detail["what"])
        many = {WORK: "working days", OFF: "days off"}.get(what, f"tours of shift {finding.detail['shift']}")
        side = "at most" if finding.measured > finding.limit else "at least"
        return Message(
            template="{days} {what} in a row; {side} {limit} are agreed.",
            params={"days": finding.measured, "what": many, "side": side, "limit": finding.limit},
        )


def _carried(frame: Frame, o: int, config: Config) -> tuple[int, int]:
    """Return how many days run up to the period on which the counted work was done, or else was not; (0, 0): unknown.

    Days off are counted by the days of any work that stand between them.
    """
    worked: dict[int, bool] = {}
    for tour in frame.past[o]:
        day = frame.day_index(tour.on)
        if day < 0:
            worked[day] = worked.get(day, False) or config.of != SHIFT or tour.shift == config.shift
    if not worked:
        return 0, 0
    first = min(worked)
    does = worked.get(-1, False)
    length = 1
    while -1 - length >= first and worked.get(-1 - length, False) == does:
        length += 1
    return (length, 0) if does else (0, length)


def _judge(view: View, config: Config, badge: Badge) -> list[Breach]:
    period = view.problem.period
    history = [t for t in view.history_of[badge] if t.on < period.first]
    tours = [*history, *view.tours_of[badge]]
    counted = {t.on for t in tours if config.of != SHIFT or t.shift == ShiftCode(config.shift)}
    begins = min((t.on for t in history), default=period.first)
    dates = [begins + timedelta(days=d) for d in range((period.last - begins).days + 1)]
    found: list[Breach] = []
    for is_of_kind, group in groupby(dates, key=lambda on: (on in counted) != (config.of == OFF)):
        run = list(group)
        if not is_of_kind or run[-1] < period.first - timedelta(days=1):
            continue
        inside = sum(on >= period.first for on in run)
        over = min(len(run) - config.most_days, inside) if config.most_days else 0
        if over > 0:
            found.append(_breach(config, badge, run, period.first, config.most_days, over))
        is_finished = run[-1] < period.last and (run[0] > begins or bool(history))
        if is_finished and len(run) < config.least_days:
            lacking = config.least_days - len(run)
            found.append(_breach(config, badge, run, period.first, config.least_days, lacking))
    return found


def _breach(config: Config, badge: Badge, run: list[date], first: date, limit: int, amount: int) -> Breach:
    """Return a breach at the latest date of the run that lies in the period, or at the period's first date."""
    inside = [on for on in reversed(run) if on >= first] or [first]
    return Breach(
        cells=tuple(Cell(on=on, badge=badge) for on in inside),
        measured=len(run),
        limit=limit,
        amount=amount,
        detail={"what": config.of, "shift": config.shift},
    )
