"""The pages that stand in for a facility, for one that is not whole, and for a roster: each says what to do next."""

from collections.abc import Callable

from console.widgets.empty_page import EmptyPage


def no_facility(
    open_demo: Callable[[], object],
    ask_import: Callable[[], object],
    start_empty: Callable[[], object],
    ask_open: Callable[[], object],
) -> EmptyPage:
    """Return the page of an empty database, or of none, with the ways to a facility."""
    return EmptyPage(
        "No facility yet",
        "Fairwatch builds rosters for one facility at a time. Look around in a made-up one, import your own "
        "workbook, start with an empty facility and be led from list to list, or open a database that somebody "
        "has set up.",
        (
            ("Open the demonstration facility", open_demo),
            ("Import a workbook", ask_import),
            ("Start empty", start_empty),
            ("Open a database", ask_open),
        ),
    )


def not_whole(take_next_step: Callable[[], object]) -> EmptyPage:
    """Return the page of a facility that no roster can be built for yet."""
    return EmptyPage("The facility is not whole yet", "", (("Go there", take_next_step),))


def no_roster(build_next: Callable[[], object]) -> EmptyPage:
    """Return the page of a facility without a roster."""
    return EmptyPage(
        "No roster yet",
        "The facility is here and has no roster. A build fills every seat it can within the rules of its policy; "
        "nothing is published before you say so.",
        (("Build the next 28 days", build_next),),
    )
