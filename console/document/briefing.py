"""The briefing sheet in words, and as a page: the same text on the screen, on paper and in a file."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the sheet.

    Attributes:
        title: Its head.
        heads: Heads of its table; empty for rows that are sentences, of one cell each.
        rows: Cells as they are to be read.
        none: What is said where there is no row.
        alerts: Numbers of the rows that must be seen first.
    """

    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    none: str = ""
    alerts: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """A sheet.

    Attributes:
        title: "Night watch, Tuesday 8 December 2026".
        facility: Its name.
        copy: Which copy it is, in a few words.
        lead: Sentences below the title.
        sections: The parts in their order.
        foot: When it was made, and from what.
        is_muster: Whether it may hang on a wall.
    """

    title: str
    facility: str
    copy: str
    lead: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: str = ""
    is_muster: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inks:
    """Colours of a page, as "#RRGGBB", and the size of its text in pixels."""

    paper: str = "#FFFFFF"
    text: str = "#000000"
    second: str = "#4A4A4A"
    line: str = "#B8B8B8"
    alert: str = "#000000"
    pixels: int = 14


def page_of(words: SheetWords, inks: Inks | None = None) -> str:
    """Return a sheet as an HTML page that needs nothing beside itself, black on white unless other inks are given."""
    ink = inks or Inks()
    parts = "".join(_section(section) for section in words.sections)
    lead = "".join(f"<p>{escape(line)}</p>" for line in words.lead)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(words.title)}</title>'
        f"<style>{_style(ink, inks is None)}</style></head><body>"
        f'<p class="quiet">{escape(words.facility)}. {escape(words.copy)}</p><h1>{escape(words.title)}</h1>'
        f'{lead}{parts}<p class="quiet foot">{escape(words.foot)}</p></body></html>'
    )


def _style(ink: Inks, is_alone: bool) -> str:
    px = ink.pixels
    room = "max-width: 60em; margin: 1.5em auto; padding: 0 1em;" if is_alone else "margin: 0;"
    return (
        f"body {{ font-family: Inter, Arial, sans-serif; font-size: {px}px; color: {ink.text};"
        f" background-color: {ink.paper}; {room} }}"
        f" h1 {{ font-size: {round(px * 1.5)}px; margin: 0; }}"
        f" h2 {{ font-size: {round(px * 1.15)}px; margin-top: {round(px * 1.3)}px; margin-bottom: {px // 3}px; }}"
        f" p {{ margin-top: 2px; margin-bottom: 4px; }}"
        f" table {{ border-collapse: collapse; width: 100%; margin-bottom: {px // 2}px; }}"
        f" th {{ text-align: left; font-weight: normal; color: {ink.second};"
        f" border-bottom: 1px solid {ink.text}; padding: 3px 10px 3px 0; }}"
        f" td {{ vertical-align: top; border-bottom: 1px solid {ink.line}; padding: 4px 10px 4px 0; }}"
        f" .foot {{ margin-top: {round(px * 1.3)}px; }}"
        f" .quiet {{ color: {ink.second}; }}"
        f" .alert {{ color: {ink.alert}; font-weight: bold; }}"
        " @media print { body { margin: 0; } tr { page-break-inside: avoid; } h2 { page-break-after: avoid; } }"
    )


def _section(section: Section) -> str:
    head = f"<h2>{escape(section.title)}</h2>"
    if not section.rows:
        return f"{head}<p>{escape(section.none)}</p>"
    if not section.heads:
        lines = (f"<p{_class(n in section.alerts)}>{escape(row[0])}</p>" for n, row in enumerate(section.rows))
        return head + "".join(lines)
    heads = "".join(f"<th>{escape(text)}</th>" for text in section.heads)
    rows = "".join(
        f"<tr>{''.join(f'<td{_class(n in section.alerts)}>{escape(text)}</td>' for text in row)}</tr>"
        for n, row in enumerate(section.rows)
    )
    return f'{head}<table width="100%" cellspacing="0"><tr>{heads}</tr>{rows}</table>'


def _class(is_alert: bool) -> str:
    return ' class="alert"' if is_alert else ""
