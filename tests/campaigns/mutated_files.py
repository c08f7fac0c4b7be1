"""Campaign: facility workbooks and problem files with one thing wrong in each, through the command line.

Every case must end with exit status 2, a sentence for each fault and no traceback, and leave database and outputs as
they were. A case is told by seed and number alone, so that any can be run again; with --journal a campaign that was
stopped goes on where it was.

    python tests/campaigns/mutated_files.py --count 200 [--seed 1] [--first 0] [--journal FILE.jsonl] [--in-process]
"""

import argparse
import csv
import hashlib
import io
import json
import random
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import xlsxwriter  # noqa: E402

from scheduler.cli.main import main as command_line  # noqa: E402
from scheduler.domain.roster import Period, Roster  # noqa: E402
from scheduler.exchange import write_workbook  # noqa: E402
from scheduler.exchange.kinds import Text  # noqa: E402
from scheduler.exchange.layout import Column, Sheet  # noqa: E402
from scheduler.exchange.sheets import BY_NAME, SHEETS  # noqa: E402
from scheduler.generate import DEMO_FIRST, demo_site  # noqa: E402
from scheduler.wire import RosterFile, encode, sha256  # noqa: E402

Tables = dict[str, list[list[str]]]
LONGEST_LINE = 600
TIME_LIMIT = 120


@dataclass(frozen=True)
class Outcome:
    """What became of one case; `fault` says what the program did wrong, "" if nothing."""

    number: int
    mutation: str
    fault: str
    lines: int
    seconds: float
    first_line: str


class Facility:
    """A made-up facility in every form that the program reads, and a database that already holds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        site = demo_site()
        problem = site.problem(Period(first=DEMO_FIRST, days=7))
        write_workbook(site, folder / "good")
        write_workbook(site, folder / "good.xlsx")
        self.workbook = (folder / "good.xlsx").read_bytes()
        self.plan = (folder / "good" / "floor_plan.svg").read_text("utf-8")
        self.problem = encode(problem)
        roster = Roster(facility=problem.facility.id, period=problem.period)
        (folder / "good.json").write_bytes(self.problem)
        file = RosterFile(problem_path="good.json", problem_sha256=sha256(problem), roster=roster)
        self.roster = encode(file)
        (folder / "roster.json").write_bytes(self.roster)
        self.database = folder / "kept.db"
        with redirect_stdout(io.StringIO()):
            status = command_line(["import", str(folder / "good"), "--db", str(self.database)])
        if status != 0:
            raise RuntimeError("the facility without faults could not be imported")

    def tables(self) -> Tables:
        """Return the rows of every sheet as text."""
        found = {}
        for sheet in SHEETS:
            with (self.folder / "good" / sheet.file_name).open(encoding="utf-8", newline="") as file:
                found[sheet.name] = list(csv.reader(file))
        return found


# ---------------------------------------------------------------- what can be wrong with rows

GARBAGE = ("a/b?", "n/a", "??/??", "1/2/3/4")


def _some_cell(
    tables: Tables, rng: random.Random, fits: Callable[[Sheet, Column], bool]
) -> tuple[list[list[str]], int, int, Column]:
    """Return the table, row and column of a cell whose column fits."""
    choices = [
        (sheet, at, column)
        for sheet in SHEETS
        for at, column in enumerate(sheet.columns)
        if len(tables[sheet.name]) > 1 and fits(sheet, column)
    ]
    sheet, at, column = rng.choice(choices)
    table = tables[sheet.name]
    return table, rng.randrange(1, len(table)), at, column


def _fill(tables: Tables, rng: random.Random, value: str, fits: Callable[[Sheet, Column], bool]) -> None:
    table, row, at, _ = _some_cell(tables, rng, fits)
    table[row][at] = value


def _kind(*names: str) -> Callable[[Sheet, Column], bool]:
    return lambda _, column: column.kind.name in names


def garbage_in_a_cell(tables: Tables, rng: random.Random) -> None:
    _fill(tables, rng, rng.choice(GARBAGE), lambda _, c: not isinstance(c.kind, Text) and c.kind.name != "time zone")


def control_character(tables: Tables, rng: random.Random) -> None:
    _fill(tables, rng, rng.choice(("a\x01b", "\x7f", "a\x1bb")), _kind("text", "code"))


def empty_cell(tables: Tables, rng: random.Random) -> None:
    _fill(tables, rng, rng.choice(("", "   ")), lambda _, c: c.is_required)


def bad_date(tables: Tables, rng: random.Random) -> None:
    value = rng.choice(("2026-02-30", "30.11.2026", "2026-13-01", "tomorrow", "0000-00-00", "99999-01-01"))
    _fill(tables, rng, value, _kind("date", "date and time", "month"))


def bad_number(tables: Tables, rng: random.Random) -> None:
    value = rng.choice(("1e400", "9" * 40, "-5", "NaN", "1.5", "1,000,000,000", "inf", "٣"))
    _fill(tables, rng, value, _kind("whole number"))


def bad_time(tables: Tables, rng: random.Random) -> None:
    _fill(tables, rng, rng.choice(("24:60", "6 am", "-1:00", "12:5")), _kind("time of day", "length of time"))


def unknown_word(tables: Tables, rng: random.Random) -> None:
    _fill(tables, rng, rng.choice(("perhaps", "CRITICALLY", "0.5")), _kind("word", "yes or no"))


def unknown_code(tables: Tables, rng: random.Random) -> None:
    _fill(tables, rng, "NO-SUCH", lambda _, c: bool(c.refers) and c.kind.name in ("code", "list of codes", "cycle"))


def same_row_twice(tables: Tables, rng: random.Random) -> None:
    table, row, _, _ = _some_cell(tables, rng, lambda s, _: s.name != "Facility")
    table.insert(rng.randrange(1, len(table)), list(table[row]))


def same_code_twice(tables: Tables, rng: random.Random) -> None:
    table, row, _, _ = _some_cell(tables, rng, lambda s, _: s.key == ("code",))
    table.append([*table[row][:1], "another", *table[row][2:]])


def end_before_start(tables: Tables, rng: random.Random) -> None:
    sheet = rng.choice([s for s in SHEETS if s.spans and s.name != "Worked tours" and len(tables[s.name]) > 1])
    first, last = (sheet.header_of(field) for field in sheet.spans[0])
    table = tables[sheet.name]
    row = table[rng.randrange(1, len(table))]
    row[table[0].index(last)] = row[table[0].index(first)]


def column_gone(tables: Tables, rng: random.Random) -> None:
    sheet = rng.choice(SHEETS)
    table = tables[sheet.name]
    at = rng.choice([n for n, column in enumerate(sheet.columns) if not column.may_be_absent])
    for row in table:
        del row[at]


def column_renamed(tables: Tables, rng: random.Random) -> None:
    table = tables[rng.choice(SHEETS).name]
    table[0][rng.randrange(len(table[0]))] += rng.choice((" 2", "s", "?"))


def column_twice(tables: Tables, rng: random.Random) -> None:
    table = tables[rng.choice(SHEETS).name]
    at = rng.randrange(len(table[0]))
    for row in table:
        row.append(row[at])


def headers_gone(tables: Tables, rng: random.Random) -> None:
    tables[rng.choice(SHEETS).name][0] = []


def sheets_swapped(tables: Tables, rng: random.Random) -> None:
    one, other = rng.sample([s.name for s in SHEETS], 2)
    tables[one], tables[other] = tables[other], tables[one]


def sheet_gone(tables: Tables, rng: random.Random) -> None:
    del tables[rng.choice([sheet for sheet in SHEETS if not sheet.may_be_absent]).name]


def sheet_renamed(tables: Tables, rng: random.Random) -> None:
    name = rng.choice(SHEETS).name
    tables[f"{name} old"] = tables.pop(name)


def two_facilities(tables: Tables, rng: random.Random) -> None:
    rows = tables["Facility"]
    rows[1:] = [] if rng.random() < 0.5 else [rows[1], ["OTHER", *rows[1][1:]]]


def unknown_zone(tables: Tables, rng: random.Random) -> None:
    tables["Facility"][1][2] = rng.choice(("Mars/Olympus", "../../etc/passwd", "America", "EST5EDT7", "-05:00"))


def shares_do_not_add_up(tables: Tables, rng: random.Random) -> None:
    table = tables["Areas covered"]
    table[rng.randrange(1, len(table))][2] = rng.choice(("0.1", "99.9"))


def bad_policy(tables: Tables, rng: random.Random) -> None:
    table = tables["Policy"]
    row = table[rng.randrange(1, len(table))]
    place, value = rng.choice((("Rule", "kindness"), ("Settings", "no_such=1"), ("Settings", "days"), ("Tier", "top")))
    row[table[0].index(place)] = value


def inmate_in_two_areas(tables: Tables, rng: random.Random) -> None:
    table = tables["Stays"]
    inmate, area, start, _ = table[rng.randrange(1, len(table))]
    other = next(row[1] for row in table[1:] if row[1] != area)
    table.append([inmate, other, start, ""])


ROWS = (
    garbage_in_a_cell,
    control_character,
    empty_cell,
    bad_date,
    bad_number,
    bad_time,
    unknown_word,
    unknown_code,
    same_row_twice,
    same_code_twice,
    end_before_start,
    column_gone,
    column_renamed,
    column_twice,
    headers_gone,
    sheets_swapped,
    sheet_gone,
    sheet_renamed,
    two_facilities,
    unknown_zone,
    shares_do_not_add_up,
    bad_policy,
    inmate_in_two_areas,
)


def write_csv(tables: Tables, plan: str, folder: Path) -> Path:
    folder.mkdir()
    for name, table in tables.items():
        path = folder / (BY_NAME[name].file_name if name in BY_NAME else f"{name}.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    (folder / "floor_plan.svg").write_text(plan, "utf-8")
    return folder


def write_xlsx(tables: Tables, path: Path) -> Path:
    """Write all cells as text, as some other programs do."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    for name, table in tables.items():
        page = book.add_worksheet(name)
        for row, cells in enumerate(table):
            for at, cell in enumerate(cells):
                page.write_string(row, at, cell.removeprefix("'"))
    book.close()
    return path


# ---------------------------------------------------------------- what can be wrong with a file


def truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) - 1)]


def bytes_flipped(data: bytes, rng: random.Random) -> bytes:
    spoilt = bytearray(data)
    middle = len(data) // 4 + rng.randrange(len(data) // 2)
    for at in range(middle, middle + 64):
        spoilt[at] ^= rng.randrange(1, 256)
    return bytes(spoilt)


def noise(data: bytes, rng: random.Random) -> bytes:
    return rng.choice((b"", b"hello", rng.randbytes(5000), b"\xd0\xcf\x11\xe0" + bytes(2000), b"%PDF-1.7\n", bytes(99)))


def _rezip(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def member_gone(data: bytes, rng: random.Random) -> bytes:
    gone = rng.choice(
        ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet9.xml", "xl/sharedStrings.xml")
    )
    return _rezip(data, lambda name, content: None if name == gone else content)


def member_cut(data: bytes, rng: random.Random) -> bytes:
    cut = rng.choice(("xl/workbook.xml", "xl/worksheets/sheet6.xml", "xl/sharedStrings.xml"))
    part = rng.uniform(0.05, 0.95)
    return _rezip(data, lambda name, content: content[: int(len(content) * part)] if name == cut else content)


def far_cell(data: bytes, rng: random.Random) -> bytes:
    sheet = f"xl/worksheets/sheet{rng.randrange(2, 20)}.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _rezip(
        data,
        lambda n, c: (
            c.replace(b"</sheetData>", far).replace(b"<sheetData/>", b"<sheetData>" + far) if n == sheet else c
        ),
    )


def error_cell(data: bytes, rng: random.Random) -> bytes:
    sheet = f"xl/worksheets/sheet{rng.randrange(2, 9)}.xml"
    bad = b'<row r="900"><c r="A900" t="e"><v>#REF!</v></c></row></sheetData>'
    return _rezip(data, lambda name, content: content.replace(b"</sheetData>", bad) if name == sheet else content)


def unpacks_to_too_much(data: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/more.xml", "w") as member:
        for _ in range(450):
            member.write(bytes(1_000_000))
    return out.getvalue()


BYTES = (truncated, bytes_flipped, noise, member_gone, member_cut, far_cell, error_cell, unpacks_to_too_much)


# ---------------------------------------------------------------- what can be wrong with JSON


def _anything(document: object, rng: random.Random) -> tuple[list | dict, int | str]:
    """Return a container and a key in it, somewhere in a document."""
    place, key = document, rng.choice([k for k, v in document.items() if v])
    while True:
        below = place[key]
        if not isinstance(below, list | dict) or not below or rng.random() < 0.2:
            return place, key
        place, key = below, rng.choice(list(below)) if isinstance(below, dict) else rng.randrange(len(below))


def wrong_type(document: dict, rng: random.Random) -> None:
    place, key = _anything(document, rng)
    was = place[key]
    # A number is no date, no object, no list and (most fields) no text; a list of lists is nothing at all.
    place[key] = [[{"x": 1}]] if not isinstance(was, list) else 7


def unknown_field(document: dict, rng: random.Random) -> None:
    document[rng.choice(("restriction", "Officers", "x" * 500, "sex"))] = []


def field_gone(document: dict, rng: random.Random) -> None:
    noun, field = rng.choice((("officers", "badge"), ("posts", "area"), ("stays", "start"), ("worked", "on")))
    del rng.choice(document[noun])[field]


def unknown_reference(document: dict, rng: random.Random) -> None:
    noun, field = rng.choice((("posts", "area"), ("stays", "area"), ("officers", "squad"), ("leave", "badge")))
    rng.choice(document[noun])[field] = "NO-SUCH"


def out_of_reach(document: dict, rng: random.Random) -> None:
    noun, field = rng.choice((("stays", "start"), ("worked", "end"), ("shifts", "wall_minutes"), ("leave", "end")))
    rng.choice(document[noun])[field] = rng.choice((10**9, -1, 10**30, 2**63, -(2**63) - 1))


def bad_calendar(document: dict, rng: random.Random) -> None:
    rng.choice(document["officers"])["seniority"] = rng.choice(("2026-02-30", "yesterday", "", "2026-1-1"))


def no_period(document: dict, rng: random.Random) -> None:
    document["period"]["days"] = rng.choice((0, -1, 401, 10**12))


def no_zone(document: dict, rng: random.Random) -> None:
    document["facility"]["zone"] = rng.choice(("", "Nowhere/At_All", "/etc/passwd", "a\0b"))


def code_twice(document: dict, rng: random.Random) -> None:
    noun = rng.choice(("officers", "posts", "areas", "shifts"))
    document[noun].append(rng.choice(document[noun]))


def other_schema(document: dict, rng: random.Random) -> None:
    document["schema"] = rng.choice(("fairwatch/problem/2", "", "roster"))


VALUES = (
    wrong_type,
    unknown_field,
    field_gone,
    unknown_reference,
    out_of_reach,
    bad_calendar,
    no_period,
    no_zone,
    code_twice,
    other_schema,
)


def json_cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) - 1)]


def json_deep(data: bytes, rng: random.Random) -> bytes:
    return rng.choice((b"[" * 200_000, b'{"worked":' * 50_000, b'{"facility":' + b"[" * 99_999))


def json_bytes(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.choice((b"\xff\xfe", b'"\\ud800"', b"NaN", b"\0")) + data[at:]


def json_other(data: bytes, rng: random.Random) -> bytes:
    return rng.choice((b"", b"null", b"[]", b"7", b'"text"', b"<xml/>"))


TEXTS = (json_cut, json_deep, json_bytes, json_other)


# ---------------------------------------------------------------- running


def prepare(facility: Facility, number: int, rng: random.Random, folder: Path) -> tuple[str, list[str]]:
    """Make the file of a case; returns the name of the mutation and the command's arguments."""
    sort = ("csv", "xlsx", "csv", "file", "xlsx", "json")[number % 6]
    into = ["--db", str(facility.database)]
    turn = number // 6
    if sort in ("csv", "xlsx"):
        spoil = ROWS[(turn * 2 + number % 2) % len(ROWS)] if turn < len(ROWS) else rng.choice(ROWS)
        tables = facility.tables()
        spoil(tables, rng)
        is_csv = sort == "csv"
        path = write_csv(tables, facility.plan, folder / "case") if is_csv else write_xlsx(tables, folder / "case.xlsx")
        return f"{sort} {spoil.__name__}", ["import", str(path), *into]
    if sort == "file":
        change = BYTES[turn % len(BYTES)]
        path = folder / "case.xlsx"
        path.write_bytes(change(facility.workbook, rng))
        return f"file {change.__name__}", ["import", str(path), *into]
    path = folder / "case.json"
    spoil_json = (*VALUES, *TEXTS)[turn % (len(VALUES) + len(TEXTS))]
    if spoil_json in VALUES:
        document = json.loads(facility.problem)
        spoil_json(document, rng)
        path.write_text(json.dumps(document), "utf-8")
    else:
        path.write_bytes(spoil_json(facility.problem, rng))
    arguments = ["check", str(path), str(facility.folder / "roster.json")]
    if turn % 2:
        arguments = ["solve", str(path), "--out", str(folder / "out.json"), "--time", "5"]
    return f"json {spoil_json.__name__}", arguments


def execute(arguments: list[str], in_process: bool) -> tuple[int, str, str]:
    """Run the command; returns exit status, output and errors."""
    if in_process:
        out, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(errors):
            status = command_line(arguments)
        return status, out.getvalue(), errors.getvalue()
    command = [sys.executable, "-m", "console", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIME_LIMIT, check=False)
    return done.returncode, done.stdout, done.stderr


def judge(status: int, output: str, errors: str) -> str:
    """Return what is wrong with the program's answer, "" if nothing is."""
    lines = errors.strip().split("\n")
    if status != 2:
        return f"exit status {status}"
    if "Traceback" in errors or "panicked" in errors:
        return "a traceback"
    if not errors.strip():
        return "no word of what is wrong"
    if max(map(len, lines)) > LONGEST_LINE:
        return f"a line of {max(map(len, lines))} characters"
    if not all(": " in line for line in lines):
        return "a line that does not say where"
    return "output in spite of the fault" if output.strip() else ""


def run_case(facility: Facility, seed: int, number: int, in_process: bool) -> Outcome:
    """Run one case."""
    rng = random.Random(f"{seed}/{number}")
    with TemporaryDirectory(dir=facility.folder) as name:
        mutation, arguments = prepare(facility, number, rng, Path(name))
        before = _state(facility)
        began = time.monotonic()
        status, output, errors = execute(arguments, in_process)
        seconds = time.monotonic() - began
        fault = judge(status, output, errors)
        if _state(facility) != before:
            fault = "the database changed"
        if (Path(name) / "out.json").exists():
            fault = "a roster was written"
    lines = errors.strip().split("\n")
    return Outcome(number, mutation, fault, len(lines), round(seconds, 3), lines[0].replace(name, "DIR")[:300])


def _state(facility: Facility) -> dict[str, str]:
    """Return the hashes of the database's files."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in facility.folder.glob(f"{facility.database.name}*")
    }


def main() -> int:
    """Run the campaign and print its figures; returns 1 if a case went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--in-process", action="store_true", help="faster; a crash ends the campaign")
    arguments = parser.parse_args()
    outcomes = _known(arguments.journal, arguments.seed)
    with TemporaryDirectory() as folder:
        facility = Facility(Path(folder))
        for number in range(arguments.first, arguments.first + arguments.count):
            if number in outcomes:
                continue
            outcome = run_case(facility, arguments.seed, number, arguments.in_process)
            outcomes[number] = outcome
            if outcome.fault:
                print(f"case {number} ({outcome.mutation}): {outcome.fault}: {outcome.first_line}", flush=True)
            if arguments.journal:
                with arguments.journal.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"seed": arguments.seed, **asdict(outcome)}) + "\n")
    return _report(list(outcomes.values()))


def _known(journal: Path | None, seed: int) -> dict[int, Outcome]:
    if journal is None or not journal.exists():
        return {}
    rows = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    return {
        row["number"]: Outcome(**{k: v for k, v in row.items() if k != "seed"}) for row in rows if row["seed"] == seed
    }


def _report(outcomes: list[Outcome]) -> int:
    wrong = [outcome for outcome in outcomes if outcome.fault]
    for mutation, count in sorted(Counter(outcome.mutation for outcome in outcomes).items()):
        print(f"{count:4d}  {mutation}")
    seconds = sorted(outcome.seconds for outcome in outcomes)
    print(
        f"cases={len(outcomes)} kinds={len({o.mutation for o in outcomes})} wrong={len(wrong)} "
        f"sentences={sum(o.lines for o in outcomes)} median={seconds[len(seconds) // 2]}s slowest={seconds[-1]}s"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
