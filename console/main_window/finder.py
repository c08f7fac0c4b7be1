"""What can be found by name: every command, officer, post, date and roster, as entries of the palette."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from console.document import RosterDocument
from console.document.words import STATES, full, span
from console.main_window.actions import THEME_WORDS, Actions, limit_words
from console.main_window.menus import commands
from console.widgets.palette import Entry
from scheduler.api import Action
from scheduler.domain.words import Badge, PostCode
from scheduler.language import tr

HINT = tr("Type part of a command, an officer, a post, a date or a roster")
ITSELF = "palette"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """Where choosing something leads."""

    officer: Callable[[Badge], object]
    post: Callable[[PostCode], object]
    on: Callable[[date], object]
    roster: Callable[[int], object]


def entries(document: RosterDocument, actions: Actions, goals: Goals) -> list[Entry]:
    """Return everything that can be found now, commands first, in the menus' order.

    Args:
        document: What is open.
        actions: The commands, with the reasons of those that cannot be given.
        goals: Where the rest leads.
    """
    return [
        *_commands(actions),
        *_choices(actions),
        *_rosters(document, goals),
        *_dates(document, goals),
        *_posts(document, goals),
        *officers(document, goals.officer),
    ]


def _commands(actions: Actions) -> Iterator[Entry]:
    for menu, command in commands():
        if command.key == ITSELF:
            continue
        action = actions[command.key]
        yield Entry(
            kind="command",
            text=action.text().split("\t")[0].replace("&", "").rstrip("."),
            detail=menu,
            keys=command.shortcut or command.hint,
            reason=actions.reason(command.key),
            run=action.trigger,
        )


def _choices(actions: Actions) -> Iterator[Entry]:
    for theme, action in actions.themes.items():
        words = THEME_WORDS[theme].replace("&", "").lower()
        yield Entry(kind="command", text=tr("Theme: {words}", words=words), detail=tr("View"), run=action.trigger)
    for seconds, action in actions.limits.items() if not actions.is_refused("build") else ():
        yield Entry(
            kind="command",
            text=tr("Build for {limit}", limit=limit_words(seconds)),
            detail=tr("Roster"),
            run=action.trigger,
        )


def _rosters(document: RosterDocument, goals: Goals) -> Iterator[Entry]:
    desk = document.desk
    if desk is None or desk.is_empty() or not document.may(Action.READ_ROSTER):
        return
    for head in desk.rosters():
        version = f" v{head.version}" if head.version else ""
        yield Entry(
            kind="roster",
            text=f"{span(head.period)} {head.period.first.year}",
            detail=f"{STATES[head.state]}{version}",
            run=partial(goals.roster, head.id),
        )


def _dates(document: RosterDocument, goals: Goals) -> Iterator[Entry]:
    if document.roster is None:
        return
    today = document.today()
    for on in document.roster.period.dates:
        yield Entry(
            kind="date",
            text=full(on),
            detail=tr("today, {date}", date=on.isoformat()) if on == today else on.isoformat(),
            run=partial(goals.on, on),
        )


def _posts(document: RosterDocument, goals: Goals) -> Iterator[Entry]:
    facts = document.facts
    for code, post in sorted(facts.posts.items()) if facts is not None else ():
        yield Entry(kind="post", text=code, detail=post.name, run=partial(goals.post, code))


def officers(document: RosterDocument, go: Callable[[Badge], object]) -> list[Entry]:
    """Return every officer, by name; choosing one goes there."""
    return list(_officers(document, go))


def _officers(document: RosterDocument, go: Callable[[Badge], object]) -> Iterator[Entry]:
    facts = document.facts
    for badge in facts.in_order if facts is not None else ():
        squad = facts.officers[badge].squad if facts is not None else None
        yield Entry(
            kind="officer",
            text=facts.name(badge) if facts is not None else badge,
            detail=(
                tr("badge {badge}, squad {squad}", badge=badge, squad=squad)
                if squad
                else tr("badge {badge}", badge=badge)
            ),
            run=partial(go, badge),
        )
