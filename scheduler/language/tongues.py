"""The languages there are: how each is called by those who speak it, its plural, its days and months."""

import locale
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_ENGLISH_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                   "November", "December")  # fmt: skip
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """What is known of a language besides its catalogue.

    Attributes:
        code: ISO 639-1, or that of a trial language for developers.
        name: As its speakers call it.
        plural: Which of its forms a number takes, 0 for the first one.
        forms: How many forms there are.
        months: January first.
        months_short: The same abbreviated, for narrow places.
        days: Monday first.
        days_short: The same abbreviated.
        days_letters: One or two letters each, for heads of columns.
        thousands: What stands between thousands.
        decimal: What stands before decimals.
        is_mirrored: Whether it is written from right to left.
        is_trial: Made from English by a rule, to try the screens; there is no catalogue.
        first_day: ISO number of the day with which its weeks begin: 1 Monday, 7 Sunday.
    """

    code: str
    name: str
    plural: Callable[[int], int] = lambda number: int(number != 1)
    forms: int = 2
    months: tuple[str, ...] = _ENGLISH_MONTHS
    months_short: tuple[str, ...] = tuple(name[:3] for name in _ENGLISH_MONTHS)
    days: tuple[str, ...] = _ENGLISH_DAYS
    days_short: tuple[str, ...] = tuple(name[:3] for name in _ENGLISH_DAYS)
    days_letters: tuple[str, ...] = tuple(name[:2] for name in _ENGLISH_DAYS)
    thousands: str = ","
    decimal: str = "."
    is_mirrored: bool = False
    is_trial: bool = False
    first_day: int = 7


_SPANISH = Tongue(
    code="es",
    name="Español",
    months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre"),
    months_short=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    days=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    days_short=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    days_letters=("Lu", "Ma", "Mi", "Ju", "Vi", "Sá", "Do"),
    first_day=1,
)  # fmt: skip
_FRENCH = Tongue(
    code="fr",
    name="Français",
    plural=lambda number: int(number > 1),
    months=("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
            "décembre"),
    months_short=("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    days_short=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    days_letters=("Lu", "Ma", "Me", "Je", "Ve", "Sa", "Di"),
    thousands="\N{NARROW NO-BREAK SPACE}",
    decimal=",",
    first_day=1,
)  # fmt: skip
_PSEUDO = Tongue(code="pseudo", name="Pseudo", is_trial=True)
_MIRRORED = Tongue(code="mirrored", name="Mirrored", is_trial=True, is_mirrored=True)

ENGLISH = Tongue(code="en", name="English")
TONGUES: Mapping[str, Tongue] = {
    tongue.code: tongue for tongue in (ENGLISH, _SPANISH, _FRENCH, _PSEUDO, _MIRRORED)
}  # fmt: skip
"""By code, in the order in which they are offered."""


def of_system(environment: Mapping[str, str] | None = None) -> Tongue:
    """Return the language that this computer's user reads, English where it is none of `TONGUES`.

    Asked of the environment, as it must be known before Qt is loaded; on Windows, of the language of its own menus.
    """
    known = os.environ if environment is None else environment
    named = next((known[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if known.get(name)), "")
    if not named and sys.platform == "win32":
        import ctypes

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        named = locale.windows_locale.get(number, "")
    found = TONGUES.get(named[:2].lower(), ENGLISH)
    return ENGLISH if found.is_trial else found
