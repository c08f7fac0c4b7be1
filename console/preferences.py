"""What one user last chose, in a small file of their own. Never holds anything of a facility."""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import platformdirs

from scheduler.language import FIRST_DAYS, HOURS, TONGUES

THEMES = ("system", "light", "dark", "contrast")
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)
OCCUPIED = ("ask", "exchange", "replace")
TIME_LIMITS = (10, 30, 60, 120, 300, 900)
PANEL_WIDTH = 344
LANGUAGES = ("system", *(code for code, tongue in TONGUES.items() if not tongue.is_trial))


def default_path() -> Path:
    """Return where this user's choices are kept."""
    return platformdirs.user_config_path("fairwatch", appauthor=False) / "console.json"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices themselves.

    Attributes:
        database: Address of the last one.
        theme: One of `THEMES`.
        zoom: A percentage of `ZOOMS`.
        build_seconds: One of `TIME_LIMITS`.
        window: Left, top, width and height.
        place: Key of the last place.
        view: Key of the last view of the roster.
        panel: Whether the explanations at the right are to be shown; "" where there is room for them, else "yes", "no".
        panel_width: Their width in pixels at 100 per cent.
        occupied: What a drop on a taken cell does: one of `OCCUPIED`.
        attention: Whether the attention of posts lies on the roster's views of posts.
        language: One of `LANGUAGES`.
        hours: Of the clock: one of `HOURS`.
        first_day: Day with which weeks begin: one of `FIRST_DAYS`.
        columns: By table and head of a column, the width that the user gave it in pixels at 100 per cent.
    """

    database: str = ""
    theme: str = "system"
    zoom: int = 100
    build_seconds: int = 30
    window: tuple[int, ...] = field(default=())
    place: str = ""
    view: str = ""
    panel: str = ""
    panel_width: int = PANEL_WIDTH
    occupied: str = "ask"
    attention: bool = False
    language: str = "system"
    hours: str = "24"
    first_day: str = "language"
    columns: dict[str, dict[str, int]] = field(default_factory=dict)

    def cleaned(self) -> "Choices":
        """Return the choices with everything that cannot be replaced by its default."""
        plain = Choices()
        window = tuple(self.window) if isinstance(self.window, list | tuple) else ()
        sound = len(window) == 4 and all(isinstance(n, int) for n in window)
        return Choices(
            database=self.database if isinstance(self.database, str) else plain.database,
            theme=self.theme if self.theme in THEMES else plain.theme,
            zoom=self.zoom if self.zoom in ZOOMS else plain.zoom,
            build_seconds=self.build_seconds if self.build_seconds in TIME_LIMITS else plain.build_seconds,
            window=window if sound else (),
            place=self.place if isinstance(self.place, str) else "",
            view=self.view if isinstance(self.view, str) else "",
            panel=self.panel if self.panel in ("", "yes", "no") else "",
            panel_width=min(max(self.panel_width, 240), 900) if isinstance(self.panel_width, int) else PANEL_WIDTH,
            occupied=self.occupied if self.occupied in OCCUPIED else plain.occupied,
            attention=self.attention is True,
            language=self.language if self.language in LANGUAGES else plain.language,
            hours=self.hours if self.hours in HOURS else plain.hours,
            first_day=self.first_day if self.first_day in tuple(FIRST_DAYS) else plain.first_day,
            columns=_widths(self.columns),
        )


def _widths(found: object) -> dict[str, dict[str, int]]:
    """Return the widths of columns that are widths."""
    if not isinstance(found, dict):
        return {}
    tables = {str(name): columns for name, columns in found.items() if isinstance(columns, dict)}
    return {
        name: {str(head): width for head, width in columns.items() if isinstance(width, int) and 20 <= width <= 2000}
        for name, columns in tables.items()
    }


class Preferences:
    """Choices with a file behind them. A file that cannot be read or written costs the memory of a choice, no more."""

    def __init__(self, path: Path | None) -> None:
        """Read the file; `path` None keeps everything in memory."""
        self._path = path
        self.choices = self._read()

    @property
    def waiting_folder(self) -> Path | None:
        """Where edits are kept that a server has still to take, None where nothing is kept."""
        return self._path.parent / "waiting" if self._path is not None else None

    def change(self, **changes: object) -> None:
        """Set some choices and write the file."""
        self.choices = replace(self.choices, **changes).cleaned()  # type: ignore[arg-type]
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(asdict(self.choices), indent=1) + "\n", "utf-8")
        except OSError:
            self._path = None  # a read-only home: go on without a memory rather than fail at every change

    def _read(self) -> Choices:
        if self._path is None:
            return Choices()
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return Choices()
        if not isinstance(found, dict):
            return Choices()
        known = {f.name for f in fields(Choices)}
        return Choices(**{name: value for name, value in found.items() if name in known}).cleaned()
