"""The only door to colours, type and spacing. Knows no roster words beyond the three watches.

Every colour that carries meaning has a second carrier where it is used: an outline's style, a letter, a shape, a hatch.
"""

from dataclasses import dataclass, fields
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from console.assets import FAMILY, icon_path, load_fonts


@dataclass(frozen=True, slots=True)
class Tokens:
    """Named colours of one theme, as #RRGGBB."""

    name: str
    window: str
    sheet: str
    text: str
    second: str
    line: str
    control_line: str
    accent: str
    on_accent: str
    accent_soft: str
    stop: str
    on_stop: str
    ask: str
    good: str
    day: str
    evening: str
    night: str
    chosen: str
    on_chosen: str
    low: str
    guarded: str
    elevated: str
    high: str
    on_low: str
    on_guarded: str
    on_elevated: str
    on_high: str
    is_dark: bool = False
    is_outlined: bool = False


LIGHT = Tokens(
    name="light",
    window="#F3F5F7",
    sheet="#FFFFFF",
    text="#1B1F24",
    second="#57606A",
    line="#D3D8DE",
    control_line="#7E8793",
    accent="#0B5CAD",
    on_accent="#FFFFFF",
    accent_soft="#E3EEF8",
    stop="#B3261E",
    on_stop="#FFFFFF",
    ask="#8A5A00",
    good="#22703C",
    day="#FFF6D6",
    evening="#DFF0E4",
    night="#DCE1F4",
    chosen="#E3EEF8",
    on_chosen="#0B5CAD",
    low="#FFF4DB",
    guarded="#FBCB73",
    elevated="#DD7A2B",
    high="#8A2B06",
    on_low="#1B1F24",
    on_guarded="#1B1F24",
    on_elevated="#1B1F24",
    on_high="#FFFFFF",
)
DARK = Tokens(
    name="dark",
    window="#15181C",
    sheet="#1D2126",
    text="#E7EBEF",
    second="#A3ADB8",
    line="#3A414A",
    control_line="#77818D",
    accent="#7AB8FF",
    on_accent="#10151B",
    accent_soft="#22344A",
    stop="#FF8C82",
    on_stop="#1B1F24",
    ask="#F0BE4A",
    good="#7FCF9A",
    day="#3B3520",
    evening="#1F382C",
    night="#262C45",
    chosen="#22344A",
    on_chosen="#7AB8FF",
    low="#2B2A22",
    guarded="#6B4E16",
    elevated="#C8742A",
    high="#FFB27A",
    on_low="#E7EBEF",
    on_guarded="#FFFFFF",
    on_elevated="#10151B",
    on_high="#10151B",
    is_dark=True,
)

INKS = ("text", "second", "accent", "stop", "ask", "good")
WATCHES = ("day", "evening", "night")
TEXT_PAIRS = (
    *((ink, ground) for ink in INKS for ground in ("sheet", "window", "accent_soft")),
    *((ink, watch) for ink in ("text", "second", "stop") for watch in WATCHES),
    ("on_accent", "accent"),
    ("on_chosen", "chosen"),
    ("on_stop", "stop"),
    *((f"on_{band}", band) for band in ("low", "guarded", "elevated", "high")),
)
"""(ink, ground) pairs in which the console writes: at least 4.5 to 1."""

GRAPHIC_PAIRS = (
    *((mark, ground) for mark in ("accent", "stop", "ask", "second") for ground in ("sheet", "window", *WATCHES)),
    *(("control_line", ground) for ground in ("sheet", "window", "accent_soft")),
)
"""(mark, ground) pairs of outlines and controls: at least 3 to 1."""


def contrast_theme(is_dark: bool) -> Tokens:
    """Return the high-contrast theme: the plain colours of black and white, outlines instead of fills."""
    ink, ground = ("#FFFFFF", "#000000") if is_dark else ("#000000", "#FFFFFF")
    if is_dark:
        accent, stop, ask, good = "#9CCBFF", "#FFB0A8", "#FFD77A", "#A6EBBB"
    else:
        accent, stop, ask, good = "#00418A", "#8C0F08", "#5C3B00", "#0A4D22"
    return Tokens(
        name="contrast",
        window=ground,
        sheet=ground,
        text=ink,
        second=ink,
        line=ink,
        control_line=ink,
        accent=accent,
        on_accent=ground,
        accent_soft=ground,
        stop=stop,
        on_stop=ground,
        ask=ask,
        good=good,
        day=ground,
        evening=ground,
        night=ground,
        chosen=accent,  # no soft fill there: what is chosen is written in the ground's colour
        on_chosen=ground,
        low=ground,
        guarded=ground,
        elevated=ground,
        high=ground,
        on_low=ink,
        on_guarded=ink,
        on_elevated=ink,
        on_high=ink,
        is_dark=is_dark,
        is_outlined=True,
    )


def tokens_for(choice: str) -> Tokens:
    """Return the tokens of a user's choice: system, light, dark or contrast."""
    hints = QGuiApplication.styleHints()
    is_dark = hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
    if choice == "contrast":
        return contrast_theme(is_dark)
    return DARK if choice == "dark" or (choice == "system" and is_dark) else LIGHT


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as the accessibility guidelines define it."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=256)
def _font(size: int, is_bold: bool) -> QFont:
    """Return the interface face at a size in pixels; looked up once, as cells ask for it by the hundred."""
    load_fonts()
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@dataclass(frozen=True, slots=True)
class Look:
    """Colours with a zoom in per cent: what every view draws with."""

    tokens: Tokens = LIGHT
    zoom: int = 100

    def px(self, pixels: float) -> int:
        """Return a length of the design at this zoom."""
        return max(1, round(pixels * self.zoom / 100))

    def colour(self, name: str) -> QColor:
        """Return a token as a colour."""
        return QColor(getattr(self.tokens, name))

    def watch(self, name: str) -> QColor:
        """Return the ground of a watch: day, evening, night, or "" for none."""
        return self.colour(name or "sheet")

    def font(self, pixels: float = 13, is_bold: bool = False) -> QFont:
        """Return the interface face at a size of the design, with figures of one width."""
        return QFont(_font(self.px(pixels), is_bold))

    @property
    def cell_font(self) -> QFont:
        """The face of grid cells."""
        return self.font(11.5)

    def off_colour(self) -> QColor:
        """Return the colour of words that cannot be chosen now."""
        if not self.tokens.is_outlined:
            return self.colour("second")
        return QColor("#A8A8A8" if self.tokens.is_dark else "#6B6B6B")

    def palette(self) -> QPalette:
        """Return Qt's palette in these colours, the disabled group included."""
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "window",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "sheet",
            QPalette.ColorRole.AlternateBase: "window",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "sheet",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "stop",
            QPalette.ColorRole.PlaceholderText: "second",
            QPalette.ColorRole.ToolTipBase: "sheet",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "on_accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.Accent: "accent",
            QPalette.ColorRole.Light: "sheet",
            QPalette.ColorRole.Midlight: "line",
            QPalette.ColorRole.Mid: "line",
            QPalette.ColorRole.Dark: "control_line",
            QPalette.ColorRole.Shadow: "control_line",
        }
        for role, name in roles.items():
            palette.setColor(role, self.colour(name))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.off_colour())
        return palette

    def style_sheet(self) -> str:
        """Return the application's style sheet."""
        text = _SHEET
        for part in fields(self.tokens):
            value = getattr(self.tokens, part.name)
            if isinstance(value, str):
                text = text.replace(f"@{part.name};", f"{value};").replace(f"@{part.name} ", f"{value} ")
        for name in ("down", "up"):
            text = text.replace(f"@icon_{name}", icon_path(name))
        # In the plain colours of high contrast a control that is off is told by a broken border and a paler word.
        text = text.replace("@off;", f"{self.off_colour().name()};")
        text = text.replace("@off_border;", "dashed;" if self.tokens.is_outlined else "solid;")
        text = text.replace("@icon_check", icon_path("check_dark" if self.tokens.is_dark else "check_light"))
        for length in (1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 20, 28):
            text = text.replace(f"~{length};", f"{self.px(length)}px;").replace(f"~{length} ", f"{self.px(length)}px ")
        return text


_SHEET = """
QWidget { font-family: "Inter"; font-size: ~13; }
QDialog { background: @window; }
QFrame[role="top"] { background: @sheet; border: none; border-bottom: 1px solid @line; }
QMenuBar { background: @sheet; color: @text; border: none; padding: ~4 0px ; }
QMenuBar::item { padding: ~4 ~8 ; background: transparent; border-radius: ~4; }
QMenuBar::item:selected { background: @chosen; color: @on_chosen; }
QMenu { background: @sheet; color: @text; border: 1px solid @control_line; padding: ~4 0px; }
QMenu::item { padding: ~4 ~28 ~4 ~20; }
QMenu::item:selected { background: @chosen; color: @on_chosen; }
QMenu::item:disabled { color: @off; }
QMenu::separator { height: 1px; background: @line; margin: ~4 0px; }
QMenu::indicator { width: ~12; height: ~12; left: ~4; }
QStatusBar { background: @sheet; color: @second; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @second; padding: ~2 ~8; }
QToolTip { background: @sheet; color: @text; border: 1px solid @control_line; padding: ~4; }
QSplitter::handle { background: @line; }
QDialog[role="palette"] { background: @sheet; border: 1px solid @control_line; }
QDialog[role="palette"] QListView { border: none; }
QWidget[role="sheet_page"] { background: @sheet; }

QPushButton { background: @sheet; color: @text; border: 1px solid @control_line; border-radius: ~6; padding: ~6 ~12; }
QPushButton:hover { border-color: @accent; }
QPushButton:focus { border: 2px solid @accent; padding: ~6 ~11; }
QPushButton:pressed { background: @accent_soft; }
QPushButton:disabled { color: @off; border-color: @line; border-style: @off_border; }
QPushButton[role="primary"] { background: @accent; color: @on_accent; border-color: @accent; font-weight: 600; }
QPushButton[role="primary"]:focus { border: 2px solid @text; }
QPushButton[role="primary"]:disabled { background: @window; color: @off; border-color: @line; }
QPushButton[role="chip"] { border-radius: ~12; padding: ~4 ~12; color: @second; border-color: @line; }
QPushButton[role="chip"]:hover { border-color: @accent; }
QPushButton[role="chip"]:checked { color: @on_chosen; border-color: @accent; background: @chosen; }
QPushButton[role="chip"]:focus { border: 2px solid @text; padding: ~4 ~11; }
QPushButton[role="chip"]::menu-indicator { width: 0px; }
QPushButton[role="link"] { border: none; background: transparent; color: @accent; padding: ~2 ~4; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 2px solid @accent; border-radius: ~4; padding: 0px ~2; }
QPushButton[role="tool"] { border: 1px solid @line; border-radius: ~6; padding: ~4; min-width: ~20; }
QPushButton[role="tool"]:focus { border: 2px solid @accent; padding: ~3; }

QLineEdit, QDateTimeEdit, QSpinBox, QPlainTextEdit, QComboBox {
  background: @sheet; color: @text; border: 1px solid @control_line; border-radius: ~6; padding: ~4 ~8;
  placeholder-text-color: @second; }
QLineEdit:focus, QDateTimeEdit:focus, QSpinBox:focus, QPlainTextEdit:focus,
QComboBox:focus { border: 2px solid @accent; }
QDateTimeEdit QLineEdit, QSpinBox QLineEdit,
QComboBox QLineEdit { border: none; padding: 0px; background: transparent; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled,
QDateTimeEdit:disabled { color: @off; background: @window; border-style: @off_border; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: ~16; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: none; width: ~20; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow, QSpinBox::down-arrow {
  image: url("@icon_down"); width: ~10; height: ~10; }
QSpinBox::up-arrow { image: url("@icon_up"); width: ~10; height: ~10; }
QComboBox QAbstractItemView { background: @sheet; border: 1px solid @control_line;
  selection-background-color: @chosen; selection-color: @on_chosen; outline: none; }

QCheckBox::indicator, QTreeView::indicator { width: ~12; height: ~12; border: 1px solid @control_line;
  border-radius: ~3; background: @sheet; }
QCheckBox::indicator:checked, QTreeView::indicator:checked { background: @accent; border-color: @accent;
  image: url("@icon_check"); }
QRadioButton::indicator { width: ~12; height: ~12; border: 1px solid @control_line; border-radius: ~6;
  background: @sheet; }
QRadioButton::indicator:checked { width: ~6; height: ~6; border: ~4 solid @accent; border-radius: ~7; }
QCheckBox, QRadioButton { border: 2px solid transparent; border-radius: ~4; padding: 1px; }
QCheckBox:focus, QRadioButton:focus { border-color: @accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; background: @window; }

QLabel { background: transparent; }
QLabel[role="title"] { font-weight: 600; font-size: ~17; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="section"] { font-weight: 600; color: @second; font-size: ~12; }
QLabel[role="second"] { color: @second; }
QLabel[role="small"] { color: @second; font-size: ~12; }
QLabel[role="stop"] { color: @stop; }
QLabel[role="brand"] { font-weight: 600; }
QLabel[role="key"] { border: 1px solid @control_line; border-radius: ~4; padding: 1px ~6; font-size: ~12; }
QFrame[role="side"] { background: @sheet; border: none; }
QFrame[role="notice"] { background: @accent_soft; border: 1px solid @accent; border-radius: ~6; }
QFrame[role="rule"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="sheet"] { background: @sheet; border: 1px solid @line; }
QWidget[role="page"] { background: @window; }

QListView, QTreeView, QTableView { background: @sheet; color: @text; border: none; outline: none; }
QTreeView[role="roomy"]::item { padding: ~3 0px; }
QTreeView:focus { border: 2px solid @accent; }
QListView[role="popup"] { border: 1px solid @control_line; }
QListView[role="popup"]::item { padding: ~3 ~8; }
QListView[role="popup"]::item:selected { background: @chosen; color: @on_chosen; }
QListWidget[role="lines"] { border: 1px solid @line; }
QListWidget[role="lines"]:focus { border: 2px solid @accent; }
QListWidget[role="lines"]::item:selected { background: @chosen; color: @on_chosen; }
QListWidget[role="nav"] { background: @sheet; border: none; outline: none; }
QHeaderView { background: @sheet; color: @second; border: none; }
QHeaderView::section { background: @sheet; color: @second; border: none; padding: ~2 ~4; font-size: ~12; }
QHeaderView[role="roomy"]::section { padding: ~6 ~10; border-bottom: 1px solid @line; }
QHeaderView[role="plain"]::section { padding: ~2 ~4 ~2 0px; }
QFrame[role="divider"] { background: @line; border: none; }
QFrame[role="edge"] { background: @control_line; border: none; }
QProgressBar { background: @line; border: none; border-radius: 2px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }
QScrollBar:vertical { background: @window; width: ~12; margin: 0px; border: none; }
QScrollBar:horizontal { background: @window; height: ~12; margin: 0px; border: none; }
QScrollBar::handle { background: @control_line; border-radius: ~4; margin: ~2; }
QScrollBar::handle:vertical { min-height: ~28; }
QScrollBar::handle:horizontal { min-width: ~28; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; background: transparent; }
QScrollArea:focus { border: 2px solid @accent; }
"""
