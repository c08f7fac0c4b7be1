"""What a facility that is set up by hand still needs before a roster can be built, in the order of doing it."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.site import Site


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: at which place of the console, on which sheet ("" for none), and what it is, in a sentence."""

    place: str
    sheet: str
    words: str


_STEPS: tuple[tuple[Step, Callable[[Site], bool]], ...] = (
    (Step("facility", "Areas", "Name the areas: housing units, intake, kitchen, yard."), lambda s: bool(s.areas)),
    (Step("facility", "Shifts", "Say when each shift begins and how long it is."), lambda s: bool(s.shifts)),
    (Step("facility", "Posts", "Name the posts, where each is, and how it is staffed."), lambda s: bool(s.posts)),
    (
        Step("facility", "Coverage", "Say how many officers each post asks for on which shift."),
        lambda s: any(post.coverage for post in s.posts),
    ),
    (
        Step("facility", "Patterns", "Write the patterns: one shift or a day off for each day of the cycle."),
        lambda s: bool(s.patterns) or any(o.contract is not None for o in s.officers),
    ),
    (
        Step("facility", "Squads", "Name the squads, with the pattern of each and the date on which it begins."),
        lambda s: bool(s.squads) or any(o.contract is not None for o in s.officers),
    ),
    (Step("officers", "Officers", "Add the officers, each with a squad."), lambda s: bool(s.officers)),
    (
        Step("policy", "", "Choose the rules: Compare and adopt puts one of the policies to start from in force."),
        lambda s: bool(s.policy.entries),
    ),
)


def next_step(site: Site) -> Step | None:
    """Return what is to be done first of what is missing, None where a roster can be built."""
    return next((step for step, is_done in _STEPS if not is_done(site)), None)


def missing(site: Site) -> frozenset[str]:
    """Return the sheets that must have rows before a roster can be built and have none."""
    return frozenset(step.sheet for step, is_done in _STEPS if step.sheet and not is_done(site))


def next_words(site: Site) -> str:
    """Return which step comes next and what is to be done, in a sentence; "" where a roster can be built."""
    step = next_step(site)
    done = sum(is_done(site) for _, is_done in _STEPS)
    return f"Step {done + 1} of {len(_STEPS)}: {step.words}" if step is not None else ""
