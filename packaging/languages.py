"""Keeps the catalogues of the languages: finds every sentence that goes through `tr`, and says what is translated.

    python packaging/languages.py                     how many sentences of each room are translated
    python packaging/languages.py update              write the sentences as they are now into the catalogues
    python packaging/languages.py missing es ROOM     sentences of a room without a translation, numbered
    python packaging/languages.py fill es ROOM FILE   take translations from lines "NUMBER<tab>TRANSLATION" of that list

A plural's forms are parted by " | ". `resources/docs/translating.md` tells the way.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scheduler.language.catalogues import Entry, read_entries, written  # noqa: E402
from scheduler.language.tongues import ENGLISH, TONGUES  # noqa: E402

FOLDER = ROOT / "resources" / "languages"
PLURALS = {"es": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}
TRANSLATED = tuple(code for code, tongue in TONGUES.items() if code != ENGLISH.code and not tongue.is_trial)
PARTED = " | "


def found_in(path: Path) -> Iterator[tuple[int, Entry]]:
    """Return (line, message) of each sentence in a module that can be translated."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None
                 for arg in node.args]  # fmt: skip
        match node.func.id, words:
            case "tr", [str(text)]:
                yield node.lineno, Entry(text)
            case "tr_as", [str(context), str(text)]:
                yield node.lineno, Entry(text, context=context)
            case "trn", [str(one), str(many), _]:
                yield node.lineno, Entry(one, many)
            case "count", [_, str(one)]:
                yield node.lineno, Entry(f"{{n:,}} {one}", f"{{n:,}} {one}s")
            case "count", [_, str(one), str(many)]:
                yield node.lineno, Entry(f"{{n:,}} {one}", f"{{n:,}} {many}")


def rooms() -> dict[str, list[Entry]]:
    """Return the messages by room, each in the first room that says it, in the order in which they stand there."""
    found: dict[str, dict[str, Entry]] = {}
    seen: dict[str, str] = {}
    for package in ("console", "scheduler"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            room = found.setdefault(".".join(parts[:2]), {})
            for _, entry in sorted(found_in(path), key=lambda line: line[0]):
                where = path.relative_to(ROOT).as_posix()
                if seen.setdefault(entry.key, ".".join(parts[:2])) == ".".join(parts[:2]):
                    known = room.get(entry.key, entry)
                    many, places = known.many or entry.many, dict.fromkeys((*known.where, where))
                    room[entry.key] = replace(known, many=many, where=tuple(places))
    return {room: list(entries.values()) for room, entries in found.items() if entries}


def translations(code: str) -> dict[str, tuple[str, ...]]:
    """Return all that is translated into a language."""
    files = sorted((FOLDER / code).glob("*.po"))
    return {entry.key: entry.told for path in files for entry in read_entries(path) if entry.told}


def with_told(entries: list[Entry], told: dict[str, tuple[str, ...]]) -> list[Entry]:
    """Return messages with their translations; one that has the wrong number of forms is as good as none."""
    return [
        replace(entry, told=has if (has := told.get(entry.key)) and (len(has) == 1) != bool(entry.many) else ())
        for entry in entries
    ]


def update(more: dict[str, dict[str, tuple[str, ...]]] | None = None) -> None:
    """Write the catalogues of all languages anew: what is said no more goes, translations stay; `more` by language."""
    now = rooms()
    for code in TRANSLATED:
        told = translations(code) | (more or {}).get(code, {})
        folder = FOLDER / code
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.po"):
            if path.stem not in now:
                path.unlink()
        for room, entries in now.items():
            text = written(with_told(entries, told), code, PLURALS[code])
            (folder / f"{room}.po").write_text(text, encoding="utf-8", newline="\n")


def tell() -> None:
    """Print how many sentences of each room are translated."""
    now = rooms()
    told = {code: translations(code) for code in TRANSLATED}
    print(f"{'room':34}{'sentences':>10}", *(f"{code:>8}" for code in TRANSLATED))
    whole = dict.fromkeys(TRANSLATED, 0)
    for room, entries in now.items():
        done = {code: sum(bool(entry.told) for entry in with_told(entries, told[code])) for code in TRANSLATED}
        whole = {code: whole[code] + done[code] for code in TRANSLATED}
        print(f"{room:34}{len(entries):>10}", *(f"{done[code]:>8}" for code in TRANSLATED))
    print(f"{'all':34}{sum(map(len, now.values())):>10}", *(f"{whole[code]:>8}" for code in TRANSLATED))


def missing(code: str, room: str) -> list[Entry]:
    """Return the messages of a room without a translation."""
    return [entry for entry in with_told(rooms().get(room, []), translations(code)) if not entry.told]


def show_missing(code: str, room: str) -> None:
    """Print them, numbered from 1."""
    for number, entry in enumerate(missing(code, room), 1):
        text = f"{entry.text}{PARTED}{entry.many}" if entry.many else entry.text
        context = f"[{entry.context}] " if entry.context else ""
        print(f"{number}\t{context}{_escaped(text)}")


def fill(code: str, room: str, answers: Path) -> None:
    """Take the translations of the same list, which must not have changed since."""
    asked, given = missing(code, room), {}
    for line in answers.read_text("utf-8").splitlines():
        number, tab, text = line.partition("\t")
        if tab and number.isdigit() and 1 <= int(number) <= len(asked):
            entry = asked[int(number) - 1]
            plain = text.replace("\\n", "\n").replace("\\t", "\t")
            given[entry.key] = tuple(plain.split(PARTED)) if entry.many else (plain,)
    update({code: given})
    print(f"{len(given)} of {len(asked)}")


def _escaped(text: str) -> str:
    return text.replace("\n", "\\n").replace("\t", "\\t")


def main(arguments: list[str]) -> int:
    """Do what is asked; return the exit status."""
    match arguments:
        case []:
            tell()
        case ["update"]:
            update()
        case ["missing", code, room]:
            show_missing(code, room)
        case ["fill", code, room, answers]:
            fill(code, room, Path(answers))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
