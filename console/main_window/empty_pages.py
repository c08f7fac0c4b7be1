"""The pages that stand in for a facility, for one that is not whole, and for a roster: each says what to do next."""

from collections.abc import Callable

from console.widgets.empty_page import EmptyPage
from scheduler.language import tr


def no_facility(
    open_demo: Callable[[], object],
    ask_import: Callable[[], object],
    start_empty: Callable[[], object],
    ask_open: Callable[[], object],
) -> EmptyPage:
    """Return the page of an empty database, or of none, with the ways to a facility."""
    return EmptyPage(
        tr("No facility yet"),
        tr(
            "Fairwatch builds rosters for one facility at a time. Look around in a made-up one, import your "
            "own workbook, start with an empty facility and be led from list to list, or open a database "
            "that somebody has set up."
        ),
        (
            (tr("Open the demonstration facility"), open_demo),
            (tr("Import a workbook"), ask_import),
            (tr("Start empty"), start_empty),
            (tr("Open a database"), ask_open),
        ),
    )


def not_whole(take_next_step: Callable[[], object]) -> EmptyPage:
    """Return the page of a facility that no roster can be built for yet."""
    return EmptyPage(tr("The facility is not whole yet"), "", ((tr("Go there"), take_next_step),))


def no_roster(build_next: Callable[[], object]) -> EmptyPage:
    """Return the page of a facility without a roster."""
    return EmptyPage(
        tr("No roster yet"),
        tr(
            "The facility is here and has no roster. A build fills every seat it can within the rules of "
            "its policy; nothing is published before you say so."
        ),
        ((tr("Build the next 28 days"), build_next),),
    )
