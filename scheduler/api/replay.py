"""The replay at the desk. Apart from `scheduler.api` itself, since it brings the engine along."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from scheduler.api.desk import Desk
from scheduler.domain.problem import InvalidProblemError
from scheduler.policies import Preset, as_if_always, proposed
from scheduler.replay import PeriodReplay, Replay, ReplayError, ReplayOptions, periods_before, replay
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError
from scheduler.storage import DeskError
from scheduler.wire import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReplay:
    """Periods of a replay that are done, in a file: a later run with the same `fingerprint` goes on from them."""

    fingerprint: str
    periods: tuple[PeriodReplay, ...]


def replay_desk(
    desk: Desk,
    chosen: Preset,
    options: ReplayOptions,
    *,
    kept: KeptReplay | None = None,
    report: Callable[[PeriodReplay, int, int], None] = lambda period, n, count: None,
    keep: Callable[[KeptReplay], None] = lambda kept: None,
    stop: Callable[[], bool] = lambda: False,
) -> Replay:
    """Replay the last months of a database under a proposed policy; see `scheduler.replay.replay`.

    Args:
        desk: The open database.
        chosen: What is proposed; the present policy is what the database holds on the last date.
        options: How far back, and how much effort.
        kept: What an earlier run kept; it counts only if nothing that matters has changed since.
        report: Called after each period with its number, from 1, and their count.
        keep: Called after each period with all that is done.
        stop: True when called: end now.

    Raises:
        DeskError: there is nothing to replay, or a policy cannot be used.
    """
    own = desk.site().policy
    # What was published counts as worked only where it is past.
    worked = max((tour.on for tour in desk.site().worked), default=desk.today() - timedelta(days=1))
    site = desk.past_site((options.last or worked) + timedelta(days=1))
    finished: list[PeriodReplay] = []
    try:
        last = periods_before(site, options.months, options.last)[-1].last
        present, wanted = as_if_always(own, last), proposed(own, chosen, last)
        mark = sha256((site, present, wanted, replace(options, months=0)))
        is_same = kept is not None and kept.fingerprint == mark
        done = {p.period.first: p for p in kept.periods} if kept is not None and is_same else {}

        def tell(period: PeriodReplay, n: int, count: int) -> None:
            finished.append(period)
            report(period, n, count)
            keep(KeptReplay(fingerprint=mark, periods=tuple(finished)))

        return replay(site, present, wanted, options, done=done, report=tell, stop=stop)
    except (ReplayError, InvalidProblemError, UnknownRuleError, InvalidSettingError) as error:
        raise DeskError(str(error)) from error
