"""Pages of the rules: words and source from the rule's own file, settings from its config, presets, checked examples.

What a page says between its first paragraph and the first heading that is made here is written by hand, in the page
itself; everything else is made anew by `packaging/update_resources.py`.
"""

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING
from datetime import date, timedelta
from pathlib import Path

from support.grid import Example, Expected, read_example
from support.verdicts import whole

from scheduler.domain.findings import Finding
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.words import Severity
from scheduler.locate import resource
from scheduler.policies.presets import preset, preset_names
from scheduler.policies.words import sentence_of, value_text
from scheduler.rule import Breach, Rule, SettingInfo, View, read_config, settings_of

EXAMPLES = Path(__file__).parents[1] / "rules" / "examples"
SETTINGS, POLICIES, TRIED = "## Settings", "## In the policies to start from", "## Tried out"
WIDE = 128
_PARTS = re.compile(r"\b(The rule in words|Source|Kept|Broken|Charged):\s")
_FIELDS = re.compile(r" \((?:`[A-Z][\w.]*`(?:, )?)+\)")
_ELSEWHERE = ("grid", "breach", "first", "zone", "odd", "set")


class WrongExampleError(ValueError):
    """An example of a rule is judged otherwise than it says."""


def page_of(rule: Rule, now: str) -> str:
    """Return the whole page of a rule.

    Args:
        rule: The rule.
        now: The page as it is, from which what is written by hand is kept.

    Raises:
        WrongExampleError: the rule's check finds something else in an example than stands there.
    """
    said = parts_of(rule)
    lines = [f"# {rule.title}", "", *_wrapped(_sentence(said["The rule in words"])), ""]
    for name in ("Kept", "Broken", "Charged"):
        if name in said:
            lines += _wrapped(f"- **{name}:** {said[name]}", "  ")
    lines += ["", *_wrapped(f"Source: {said['Source']}"), ""]
    by_hand = written_by_hand(now)
    lines += [by_hand, ""] if by_hand else []
    lines += [SETTINGS, "", *_settings(rule), "", POLICIES, "", *_policies(rule), "", TRIED, "", *_tried(rule)]
    return "\n".join(lines).rstrip("\n") + "\n"


def parts_of(rule: Rule) -> dict[str, str]:
    """Return the parts of the docstring of a rule's file by their names, each one paragraph of text.

    Kept, Broken and Charged end with their line's sentence: what follows them explains the code.
    """
    text = inspect.getdoc(importlib.import_module(f"scheduler.rules.{rule.key}")) or ""
    found: dict[str, str] = {}
    pieces = _PARTS.split(text)
    for name, said in zip(pieces[1::2], pieces[2::2], strict=True):
        found[name] = _FIELDS.sub("", " ".join(said.split("\n\n")[0].split()))
    last = next(name for name in ("Broken", "Charged", "Kept") if name in found)
    found[last] = " ".join(_first_lines(pieces[pieces.index(last) + 1]).split())
    return found


def _first_lines(text: str) -> str:
    """Return the lines up to the first one that ends a sentence at the end of a line."""
    held: list[str] = []
    for line in text.strip().splitlines():
        held.append(line)
        if line.rstrip().endswith("."):
            break
    return "\n".join(held)


def written_by_hand(page: str) -> str:
    """Return what a page says after its source and before the first heading that is made here."""
    text = page.split(f"\n{SETTINGS}\n")[0]
    marked = text.split("\nSource: ", 1)
    return marked[1].partition("\n\n")[2].strip("\n") if len(marked) == 2 else ""


def _settings(rule: Rule) -> Iterator[str]:
    rows = []
    for declared, info in settings_of(rule.Config):
        default = declared.default
        assert default is not MISSING
        given = _value(declared.name, info, default) or "(none)"
        rows.append((info.label, f"`{declared.name}`", given, _bounds(declared.name, info, default)))
    if not rows:
        yield "Nothing can be set."
        return
    yield from _table(("Setting", "Its name in files", "Unless changed", "May be"), rows)


def _value(name: str, info: SettingInfo, value: int | bool | str) -> str:
    """Return a value with its unit, as a bare number where the unit is more than a word."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number and not info.unit.isalpha() else value_text(name, info, value)


def _bounds(name: str, info: SettingInfo, default: int | bool | str) -> str:
    if isinstance(default, bool | str) or info.least is None or info.most is None:
        return info.unit
    if info.unit == "minutes":
        return " to ".join(value_text(name, info, end) for end in (info.least, info.most))
    return f"{info.least} to {info.most} {info.unit}"


def _policies(rule: Rule) -> Iterator[str]:
    """Yield a table of the entries of all presets that use the rule; what several presets share stands once."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for name in preset_names():
        held = preset(name)
        tiers = {tier.key: tier.name for tier in held.policy.tiers}
        for entry in held.policy.entries:
            if entry.rule == rule.key and entry.is_enabled:
                row = (_sentence(str(sentence_of(entry))), _weight(entry, tiers), _where(entry))
                found.setdefault(row, []).append(held.title)
    if not found:
        yield "None of them uses it."
        return
    rows = [(what, how, ", ".join(dict.fromkeys(titles)), source) for (what, how, source), titles in found.items()]
    yield from _table(("What is asked", "How grave", "In", "Where it comes from"), rows)


def _weight(entry: PolicyEntry, tiers: dict[str, str]) -> str:
    if not entry.tier:
        return entry.severity.value
    grave = "" if entry.severity is Severity.PRICED else f"{entry.severity.value}; "
    return f"{grave}priced with *{tiers[entry.tier]}*"


def _where(entry: PolicyEntry) -> str:
    return "; ".join(part for part in (entry.source, entry.agreement) if part)


def _tried(rule: Rule) -> Iterator[str]:
    yield from _wrapped(
        "Rosters of a few dates, each judged by the rule itself when this page was made. Officers stand in rows, dates "
        "in columns; a cell holds the shift, with the post after an @ and a part of the seat in brackets. Left of the "
        "line | stands what was worked before the roster began. Below it stands what there is: shifts with their start "
        "and length, what each post asks for on a shift (the minimum, and the number wanted where it is another), and "
        "so on. The simplest come first."
    )
    paths = sorted(
        (EXAMPLES / rule.key).glob("*.txt"),
        key=lambda path: (not path.stem.startswith("kept"), len(path.read_text("utf-8").splitlines()), path.stem),
    )
    for path in paths:
        example = read_example(path)
        config = example.settings
        yield ""
        yield f"**{path.stem.replace('_', ' ', 1).replace('_', ' ').capitalize().replace(' ', ': ', 1)}.**"
        text = path.read_text(encoding="utf-8").splitlines()
        remark = " ".join(line.lstrip("# ").rstrip() for line in text if line.startswith("#"))
        yield from _wrapped(_plain(remark)) if remark else ()
        yield ""
        yield from _grid(text, example)
        yield from ("", "```", *_facts(text), "```", "")
        if config:
            named = {declared.name: info for declared, info in settings_of(rule.Config)}
            with_ = [f"{named[n].label}: {_value(n, named[n], v)}" for n, v in config.items()]
            yield from _wrapped(f"With *{'*; *'.join(with_)}*.")
            yield ""
        yield from _answer(rule, example, path.name)


def _facts(text: Iterable[str]) -> Iterator[str]:
    """Yield the lines that say what there is; an officer of whom nothing is known stands in the grid anyway."""
    for line in text:
        key, _, rest = line.strip().partition(":")
        is_bare = key == "officer" and len(rest.split()) == 1
        if rest and key not in _ELSEWHERE and not key.startswith("#") and not is_bare:
            yield line.strip()


def _grid(text: Iterable[str], example: Example) -> Iterator[str]:
    rows = [line.partition(":")[2].split() for line in text if line.startswith("grid:")]
    first = example.problem.period.first
    before = max((row.index("|") - 1 if "|" in row else 0) for row in rows)
    heads = [f"{on:%a} {on.day}" for on in (first + timedelta(n) for n in range(-before, example.problem.period.days))]
    bar = ["\\|"] if before else []
    cells = []
    for badge, *days in rows:
        at = days.index("|") if "|" in days else 0
        held = ["off" if day == "." else day for day in days if day != "|"]
        cells.append((badge, *[""] * (before - at), *held[:at], *bar, *held[at:]))
    title = f"{first:%B %Y}"
    yield from _table((title, *heads[:before], *bar, *heads[before:]), cells)


def _answer(rule: Rule, example: Example, name: str) -> Iterator[str]:
    """Yield what the rule says of an example, after making sure that it is what the example expects."""
    entry = PolicyEntry(
        id="example",
        rule=rule.key,
        severity=Severity.STOP,
        effective=example.problem.period.first,
        settings=tuple(Setting(name=n, value=v) for n, v in example.settings.items()),
    )
    breaches = rule.check(
        View(example.problem, example.roster), read_config(rule.Config, entry), whole(example.problem)
    )
    found = [Expected(b.cells[0].on, b.cells[0].badge, b.measured, b.limit, b.amount) for b in breaches]
    if sorted(map(repr, found)) != sorted(map(repr, example.expected)):
        raise WrongExampleError(f"{rule.key}/{name}: the rule finds {found}")
    if not breaches:
        yield "The rule finds nothing."
        return
    ordered = sorted(breaches, key=lambda b: (b.cells[0].on, b.cells[0].badge or "", b.measured, b.amount))
    yield from _told(rule, entry, ordered)


def _told(rule: Rule, entry: PolicyEntry, breaches: Iterable[Breach]) -> Iterator[str]:
    for breach in breaches:
        finding = Finding(
            entry=entry.id,
            rule=entry.rule,
            severity=entry.severity,
            cells=breach.cells,
            measured=breach.measured,
            limit=breach.limit,
            amount=breach.amount,
            detail=breach.detail,
        )
        first = breach.cells[0]
        who = f", {first.badge}" if first.badge else ""
        price = "" if breach.amount == 1 else f" Priced: {breach.amount} {rule.price_unit}."
        yield from _wrapped(f'- {_day(first.on)}{who}: "{rule.explain(finding)}"{price}', "  ")


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"


def _sentence(text: str) -> str:
    text = text.strip().rstrip(";")
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."


def _plain(text: str) -> str:
    return text.replace("*", "\\*").replace("_", "\\_") if "`" not in text else text


def _table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    heads = tuple(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    """Yield the lines of a paragraph; lines after the first begin with `indent`."""
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > WIDE:
            yield line
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line


def pages_folder() -> Path:
    """Return where the pages lie."""
    return resource("docs", "rules")
