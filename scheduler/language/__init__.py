"""Words in the language of whoever reads them: sentences are written in English where they are made.

`tr` and `trn` are the only way from a sentence of the program to a reader. The language is chosen once, before the
rooms are imported that keep words in tables, and holds until the program ends. Nothing is translated that a program
reads again: headings of files, JSON, kinds of audit records, lines of logs.
"""

from scheduler.language.catalogues import Catalogue, merged, read_catalogue
from scheduler.language.dates import (
    month_name,
    month_short,
    weekday_letters,
    weekday_name,
    weekday_short,
    when,
)
from scheduler.language.forms import FIRST_DAYS, HOURS, Manner
from scheduler.language.speech import VARIABLE, choose, inherit, manner, speech, tr, tr_as, trn
from scheduler.language.tongues import TONGUES, Tongue, of_system

__all__ = [
    "FIRST_DAYS",
    "HOURS",
    "TONGUES",
    "VARIABLE",
    "Catalogue",
    "Manner",
    "Tongue",
    "choose",
    "inherit",
    "manner",
    "merged",
    "month_name",
    "month_short",
    "of_system",
    "read_catalogue",
    "speech",
    "tr",
    "tr_as",
    "trn",
    "weekday_letters",
    "weekday_name",
    "weekday_short",
    "when",
]
