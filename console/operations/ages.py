"""How old what is known is: housing data by its last delivery, worked time by the last day that is closed."""

from dataclasses import dataclass
from datetime import datetime

from console.document.words import age, count, day
from scheduler.api import Desk, WorkedAge


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAges:
    """What figures rest on.

    Attributes:
        housing: When the housing data is from (aware), None where there is none.
        worked: How far back days are closed.
    """

    housing: datetime | None
    worked: WorkedAge


def ages_of(desk: Desk) -> DataAges:
    """Return how old the data of a database is.

    Raises:
        DeskError: it cannot be read.
    """
    return DataAges(housing=desk.data_age(), worked=desk.worked.age())


def age_words(ages: DataAges | None) -> str:
    """Return how old the data is, such as "Housing data 3 h old, worked time to 18 Dec"; "" for nothing."""
    if ages is None:
        return ""
    said = [f"housing data {age(ages.housing)} old"] if ages.housing is not None else []
    worked = ages.worked
    if worked.through is not None:
        said.append(f"worked time to {day(worked.through)}")
    if worked.open:
        said.append(f"{count(len(worked.open), 'day')} not closed")
    words = ", ".join(said)
    return words[:1].upper() + words[1:]
