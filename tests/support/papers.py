"""Papers for tests of the writers: every kind of column and block, and words that would be markup or a formula."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from scheduler.domain.papers import CellKind, Column, Facts, NewPage, Paper, Signatures, Standing, Table

EAST = timezone(timedelta(hours=-5))
MADE = datetime(2026, 11, 20, 10, 30, tzinfo=EAST)
COLUMNS = (
    Column(name="post", heading="Post"),
    Column(name="heads", heading="Heads", kind=CellKind.COUNT),
    Column(name="points", heading="Points", kind=CellKind.NUMBER),
    Column(name="worked", heading="Worked", kind=CellKind.MINUTES),
    Column(name="share", heading="Share", kind=CellKind.SHARE),
    Column(name="on", heading="Date", kind=CellKind.DATE),
    Column(name="start", heading="From", kind=CellKind.MOMENT),
    Column(name="initials", heading="Initials", is_for_hand=True),
)
ROW = ('Ødegård, A/B; "Housing"', 3, -1.5, 750, 0.125, date(2026, 11, 23), MADE, None)
NO_ROW = ("", 0, 0, -30, 1.0, date(1899, 5, 1), None, None)
HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r\n=1", "  =1", "＝1", "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>", "{{7*7}}", "http://evil.example/", "mailto:x@y.z", "\x00\x01\x7f",
    "\u202e drow", "&amp; & && &P &D", "a\r\nBEGIN:VEVENT", '";DROP', "'quoted'", "_x000D_", "é" * 40, "]]>", "--><!--",
)  # fmt: skip


def paper(*tables: Table, standing: Standing = Standing.PUBLISHED, **more: Any) -> Paper:
    given: dict[str, Any] = {
        "kind": "trial",
        "title": "Trial",
        "facility": "Small Jail",
        "span": "23 November 2026",
        "version": 3,
        "anchor": "41-9f3c",
        "made_at": MADE,
        "marking": "Supervisors only",
        "is_wide": True,
        "blocks": (
            "Said first.",
            Facts(title="Staff", pairs=(("On duty", "14 of 15"),)),
            *tables,
            NewPage(title="Signed"),
            Signatures(lines=("Watch commander",)),
        ),
    }
    return Paper(standing=standing, **given | more)


def table(*rows: tuple[Any, ...], name: str = "posts", **more: Any) -> Table:
    return Table(name=name, title="Posts of the day", columns=COLUMNS, rows=rows, **more)
