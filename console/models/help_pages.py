"""The pages of resources/docs as the help window shows them: by sections, searched, and by what somebody looks at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from scheduler.locate import resource

READ = (
    *("first_hour", "manual", "glossary", "policy", "patterns", "leave", "staffing_plan", "draw", "look_ahead"),
    *("proof", "attention", "bargaining", "administrator", "threat_model", "conformance", "workbook"),
)
"""Pages by their files, in the order of the contents; the rules come after them."""
LAST = "changelog"
BUILT = ("adding_a_rule", "translating", "architecture", "benchmarks", LAST)
"""Pages for whoever changes the program, and what changed; they come last."""
RULES, DECISIONS = "rules", "decisions"
"""Folders of pages; each page of them is one part."""
_HEAD = re.compile(r"^(#{1,2}) (.+)$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_MARKS = re.compile(r"[`*_|#>\[\]]+")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Attributes:
        page: File of the page below resources/docs, without its suffix: `manual`, `rules/contact`.
        title: Of the page.
        heading: Of the part; the page's title for what stands before the first heading.
        text: In Markdown, its heading included.
    """

    page: str
    title: str
    heading: str
    text: str

    @property
    def words(self) -> str:
        """What it says without marks, for searching."""
        return _MARKS.sub(" ", self.text)


@cache
def sections() -> tuple[Section, ...]:
    """Return all parts of all pages, in the order of the contents; a rule, or a decision, is one part.

    Raises:
        OSError: a page cannot be read.
    """
    names = (*READ, *_in(RULES), *BUILT, *_in(DECISIONS))
    return tuple(part for name in names for part in _parts(name))


def _in(folder: str) -> list[str]:
    return [f"{folder}/{name}" for name in sorted(path.stem for path in resource("docs", folder).glob("*.md"))]


def folder_of(page: str) -> str:
    """Return the folder that a page lies in: rules, decisions, or "" for neither."""
    return page.rpartition("/")[0]


def _parts(page: str) -> Iterator[Section]:
    lines = resource("docs", *f"{page}.md".split("/")).read_text("utf-8").splitlines()
    title = heading = page
    held: list[str] = []
    is_code = False
    for line in lines:
        is_code ^= bool(_FENCE.match(line))
        found = _HEAD.match(line) if not is_code else None
        if found is None or (found[1] == "##" and folder_of(page)):
            held.append(line)
            continue
        if found[1] == "#":
            title = heading = found[2]
            held = [line]
            continue
        if any(text.strip() for text in held[1:]):
            yield Section(page, title, heading, "\n".join(held))
        heading, held = found[2], [line]
    yield Section(page, title, heading, "\n".join(held))


def find(page: str, heading: str = "") -> Section:
    """Return a part of a page, its first one where no heading is named.

    Raises:
        KeyError: there is none.
    """
    for section in sections():
        if section.page == page and heading in ("", section.heading):
            return section
    raise KeyError(f"{page}: {heading}")


def ways_on(section: Section) -> str:
    """Return Markdown links from a part of a page: from the first one to all others, from those to the next one."""
    parts = [one for one in sections() if one.page == section.page]
    at = parts.index(section)
    links = [f"[{one.heading}](#{_mark(one.heading)})" for one in parts[at + 1 :]]
    if not links:
        return ""
    return "\n\n" + ("\n".join(f"- {link}" for link in links) if at == 0 else f"Next: {links[0]}") + "\n"


def search(words: str) -> tuple[Section, ...]:
    """Return the parts that hold every word in whatever case, best first.

    First those with the words in the heading; rules after other pages, as their examples repeat their words; then by
    how often the words are there. What changed comes last.
    """
    wanted = words.casefold().split()
    if not wanted:
        return ()
    ranked = []
    for at, section in enumerate(sections()):
        said, head = section.words.casefold(), section.heading.casefold()
        if all(word in said for word in wanted):
            in_head, often = sum(word in head for word in wanted), sum(said.count(word) for word in wanted)
            folder = folder_of(section.page)
            is_last = section.page == LAST or folder == DECISIONS
            ranked.append((is_last, -in_head, folder == RULES, -often, at, section))
    return tuple(section for *_, section in sorted(ranked, key=lambda one: one[:5]))


def linked(section: Section, address: str) -> Section | None:
    """Return the part that a link of a section leads to, None where it leads out of the help."""
    file, _, mark = address.partition("#")
    if "://" in address or address.startswith("mailto:"):
        return None
    folder = folder_of(section.page)
    parts: list[str] = folder.split("/") if folder else []
    for step in file.removesuffix(".md").split("/") if file else ():
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    page = "/".join(parts) if file else section.page
    of_page = [one for one in sections() if one.page == page]
    return next((one for one in of_page if mark and _mark(one.heading) == mark), of_page[0] if of_page else None)


def _mark(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


PLACES = MappingProxyType(
    {
        "own": "My schedule",
        "today": "Today",
        "roster": "Changing by hand",
        "overlay": "The risk overlay",
        "requests": "Requests",
        "officers": "Your own facility",
        "facility": "Your own facility",
        "exposure": "Exposure, and what is observed",
        "policy": "Policy",
        "reports": "Reports",
        "audit": "Audit",
    }
)
"""Heading of the manual for each place of the window."""
_WINDOWS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("Building", ("Build", "LookAhead")),
    ("Changing by hand", ("Block", "CopyWeek", "Until", "Split", "Versions", "Occupied")),
    ("Several at one roster", ("Merge", "Waiting")),
    ("Language, week and clock", ("Language",)),
    ("Publishing", ("Publish", "Waiver", "Draw", "Notices")),
    ("Why?", ("Prices",)),
    ("When something happens to a roster that stands", ("Repair",)),
    ("A post that is short", ("Deviation",)),
    ("Calling officers in", ("Calling", "CallRules")),
    ("Stints on a watch", ("Stints",)),
    ("Swaps to approve", ("Swaps",)),
    ("Closing the day", ("CloseDay", "WorkedEntry")),
    ("The shift log", ("ShiftLog", "Entry")),
    ("The briefing sheet", ("Briefing",)),
    ("Lists of other systems", ("ImportList",)),
    ("Your own facility", ("Import", "PatternYear", "StartEmpty")),
    ("Files of a roster", ("Export",)),
    ("Papers to hand out", ("Papers",)),
    ("Evidence packs", ("Pack",)),
    ("Payroll", ("Payroll",)),
    ("Changed in a spreadsheet", ("ImportRoster",)),
    ("Policy", ("Policy", "Presets", "Replay")),
    ("The risk overlay", ("PlanEditor", "Weight", "Weights")),
    (
        "Exposure, and what is observed",
        ("Pairs", "AskBack", "ApproveBack", "Shown", "Round", "Suggest", "Count", "Decide", "Review", "Feed"),
    ),
    ("Requests", ("Ask", "Appeal", "Grant", "Deny", "Interim", "HandOver", "File", "AskWhat")),
    ("Patterns, leave, duties, staffing plan", ("AskLeave", "Bid", "Wellness")),
    ("My schedule", ("ProposeSwap", "AcceptSwap")),
    ("Keys and what is sealed", ("Passphrase", "Keys", "Shares", "Recover")),
    ("Backups", ("Back", "Restore", "BackUp", "BackupPlan")),
    (
        "Roles and signing in",
        ("Account", "Accounts", "Roles", "Support", "FirstPassword", "SignIn", "SignInRules", "Password",
         "Authenticator", "Confirm", "Server"),
    ),
)  # fmt: skip


def of_window(name: str, place: str) -> tuple[Section, str]:
    """Return what helps in a window: a part of the manual, and the heading in it to begin at, "" for its own.

    Args:
        name: Name of the window's class, such as `BuildDialog`; "" for the main window.
        place: Key of the place that is shown behind it: its help is given for windows without one of their own.
    """
    short = name.removesuffix("Dialog").lstrip("_")
    longest = max(
        (
            (len(start), heading)
            for heading, starts in _WINDOWS
            for start in starts
            if short and short.startswith(start)
        ),
        default=(0, PLACES.get(place, "")),
    )
    return _spot(longest[1])


def _spot(heading: str) -> tuple[Section, str]:
    """Return the part of the manual with a heading of the second or third level.

    Raises:
        KeyError: there is none.
    """
    for section in sections():
        if section.page == "manual" and f"\n### {heading}\n" in section.text:
            return section, heading
    return find("manual", heading), ""
