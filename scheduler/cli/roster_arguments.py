"""The options of the commands that make, read and write rosters."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, add_effort, command, day, positive, seconds

PAPERS = (
    "post-sheet",
    "wall-sheet",
    "roster-by-post",
    "roster-by-officer",
    "officer-card",
    "attention",
    "deviation-log",
    "overtime-standings",
)
"""As in `scheduler.api.papers.KINDS`, which takes longer to load than most commands."""
REPORTS = (
    *("staffing-plan", "relief-factor", "pay-periods"),
    *("coverage", "overtime", "fairness", "leave", "certificates", "waivers", "deviations", "rotation"),
)
"""As in `scheduler.api.reports.KINDS`."""


def add_demo(commands: Commands) -> None:
    """Add `demo`."""
    demo = command(commands, "demo", "demo", "build, check, publish and export the demonstration jail's next 28 days")
    demo.add_argument("--out", type=Path, metavar="DIR", help="where to put everything; then no console opens")
    demo.add_argument("--time", type=seconds, default=30.0, metavar="S", help="seconds to build for (30)")
    demo.add_argument("--workers", type=positive, default=2, metavar="N", help="processor cores to use (2)")
    demo.add_argument("--seed", type=int, default=1, metavar="N")


def add_data_commands(commands: Commands) -> None:
    """Add `import`, `generate` and `export`."""
    reading = command(
        commands, "import", "import_", "read a facility workbook, or a list of another system, all or nothing"
    )
    reading.add_argument("workbook", type=Path, metavar="WORKBOOK|DIR|LIST", help="XLSX, a folder of CSV, or one CSV")
    add_database(reading)
    reading.add_argument("--dry-run", action="store_true", help="only say what it would do; write nothing")
    kinds = ("staff", "leave", "qualifications", "moves", "rosters")
    reading.add_argument("--kind", choices=kinds, help="it is a list of another system, about this")
    reading.add_argument("--sheet", metavar="NAME", help="which sheet of a workbook holds the list (the first)")
    reading.add_argument(
        "--map",
        action="append",
        metavar="FIELD=HEADING",
        help="what a column holds, where its heading does not say; may be given again, is remembered",
    )
    reading.add_argument("--dates", choices=("month", "day"), help="what comes first in 03/04/2026 (month)")

    lists = command(commands, "imports", "imports", "list what was imported from other systems, or undo it")
    actions = lists.add_subparsers(dest="action", required=True, metavar="ACTION")
    add_database(command(actions, "list", "imports", "list the imports and how their columns were read"))
    back = command(actions, "undo", "imports", "take an import back")
    add_database(back)
    back.add_argument("--number", type=positive, metavar="N", help="which (the last one)")

    made = command(commands, "generate", "generate", "write a made-up facility of any size")
    made.add_argument("--officers", type=positive, default=109, metavar="N")
    made.add_argument("--days", type=positive, default=28, metavar="N")
    made.add_argument("--seed", type=int, default=1, metavar="N")
    made.add_argument(
        "--history-days", type=positive, default=98, metavar="N", help="dates worked before them, 28 to 400 (98)"
    )
    made.add_argument("--from", dest="first", type=day, metavar="DATE", help="first date to roster (2026-12-06)")
    made.add_argument("--out", type=Path, required=True, metavar="PROBLEM.json|WORKBOOK.xlsx|DIR")

    _add_export(commands)


def _add_export(commands: Commands) -> None:
    """Add `export`."""
    out = command(commands, "export", "export", "write a roster of the database for others to read")
    out.add_argument(
        "verb",
        nargs="*",
        metavar="WORD",
        help="profiles [list | save NAME | remove NAME], history, or which FILE: nothing is exported then",
    )
    add_database(out)
    out.add_argument("--roster", type=int, metavar="ID", help="which roster (the newest)")
    out.add_argument("--out", type=Path, metavar="DIR", help="the folder to write to (the one of the profile)")
    out.add_argument(
        "--format",
        action="append",
        choices=("csv", "json", "xlsx", "html", "ics", "pdf", "txt", "zip", "payroll", "audit"),
        help="may be given again (csv and json; of a paper pdf); ics writes each officer's calendar, pdf papers only,"
        " payroll what `fairwatch payroll export` does, audit the audit log",
    )
    _add_paper(out)
    out.add_argument("--anonymous", action="store_true", help="as published, with numbers for officers (auditors)")
    out.add_argument("--names", action="store_true", help="officers' names too, not only their badges")
    out.add_argument(
        "--delimiter",
        choices=("comma", "semicolon", "tab"),
        default="comma",
        help="what parts the cells of CSV (comma)",
    )
    out.add_argument("--bom", action="store_true", help="begin CSV with a byte order mark, as Excel wants it for UTF-8")
    out.add_argument("--badge", action="append", help="ics: this officer's calendar only; may be given again")
    out.add_argument("--posts", action="store_true", help='ics: name the posts; otherwise entries say "Duty"')
    out.add_argument("--zip", action="store_true", help="ics: one ZIP file, not a folder")
    out.add_argument("--to", dest="last", type=day, metavar="DATE", help="payroll, report: the last date, inclusive")
    out.add_argument("--from", dest="first", type=day, metavar="DATE", help="payroll, report: the first date")
    out.add_argument("--template", type=Path, metavar="FILE.toml", help="payroll: how it is told (the standard one)")
    out.add_argument("--profile", metavar="NAME", help="all of this as it was saved under a name")
    out.add_argument("--role", action="append", help="profiles save: who may use it; may be given again (all)")
    out.add_argument(
        "--days-ahead",
        type=int,
        default=0,
        metavar="N",
        help="profiles save: a paper is of the date so many days after today (0)",
    )


def _add_paper(out: argparse.ArgumentParser) -> None:
    """Add what says which paper is written in place of the roster as a table."""
    out.add_argument("--paper", choices=PAPERS, help="a paper in place of the roster as a table")
    out.add_argument("--what", metavar="KIND", help="any export of the console's window by its name, such as equity")
    out.add_argument("--report", choices=REPORTS, help="a report in place of a roster; needs --from and --to")
    out.add_argument("--on", type=day, metavar="DATE", help="the date of a paper about one date")
    out.add_argument("--officer", metavar="BADGE", help="whose card")
    out.add_argument("--size", choices=("letter", "legal", "a4"), default="letter", help="of the pages (letter)")
    out.add_argument("--draft", action="store_true", help="the roster as it stands, not as it was published")


def add_roster(commands: Commands) -> None:
    """Add `roster` with its sub-commands."""
    roster = command(commands, "roster", "roster", "take over a roster that was changed in a spreadsheet, or undo that")
    actions = roster.add_subparsers(dest="action", required=True, metavar="ACTION")
    reading = command(actions, "import", "roster", "take over what was changed in an exported workbook, as one edit")
    reading.add_argument("workbook", type=Path, metavar="FILE.xlsx")
    reading.add_argument("--dry-run", action="store_true", help="only say what is different; write nothing")
    undo = command(actions, "undo", "roster", "take the last edit back")
    for each, which in ((reading, "the one the file names"), (undo, "the newest")):
        add_database(each)
        each.add_argument("--roster", type=int, metavar="ID", help=f"which roster ({which})")


def add_pay(commands: Commands) -> None:
    """Add `pay`."""
    pay = command(commands, "pay", "pay", "list hours, contract overtime and FLSA overtime by officer and pay period")
    add_database(pay)
    pay.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
    pay.add_argument("--to", dest="last", type=day, required=True, metavar="DATE", help="the last date, inclusive")
    pay.add_argument("--json", action="store_true", help="all of it as JSON, in minutes")


def add_solver_commands(commands: Commands) -> None:
    """Add `build`, `solve` and `check`."""
    build = command(commands, "build", "build", "build a roster in the database")
    add_database(build)
    build.add_argument("--from", dest="first", type=day, metavar="DATE", help="the first date; needed without --roster")
    build.add_argument("--days", type=positive, metavar="N", help="how many dates (28)")
    build.add_argument("--roster", type=int, metavar="ID", help="build this roster again, around what stands")
    build.add_argument("--shift", action="append", metavar="CODE", help="only seats of this shift; may be given again")
    build.add_argument("--empty-only", action="store_true", help="only seats that nobody holds; nobody is moved")
    add_effort(build)

    solve = command(commands, "solve", "solve", "build a roster from a problem file")
    solve.add_argument("problem", type=Path, metavar="PROBLEM.json")
    solve.add_argument("--out", type=Path, required=True, metavar="ROSTER.json")
    solve.add_argument("--start", type=Path, metavar="ROSTER0.json", help="begin with this roster; never end worse")
    solve.add_argument("--progress", type=Path, metavar="FILE.jsonl", help="write progress there, one event a line")
    add_effort(solve)

    check = command(commands, "check", "check", "say which rules a roster breaks and what it is worth")
    check.add_argument("problem", type=Path, metavar="PROBLEM.json")
    check.add_argument("roster", type=Path, metavar="ROSTER.json")
    check.add_argument("--json", action="store_true", help="the whole report as JSON")


def add_verify(commands: Commands) -> None:
    """Add `verify`."""
    from scheduler.cli.audit_arguments import add_proofs

    verify = command(commands, "verify", "verify", "prove a roster's certificate, an audit file, or an evidence pack")
    verify.add_argument("roster", type=Path, metavar="ROSTER.json|AUDIT|PACK.zip")
    verify.add_argument("problem", type=Path, nargs="?", metavar="PROBLEM.json", help="(the one that the roster names)")
    add_proofs(verify)
