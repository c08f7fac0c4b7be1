"""Catalogues: files in the form of GNU gettext (.po), one for each room and language, read as they are.

They are not compiled: what a translator wrote is what is shown, and no second file can be older than the first.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CONTEXT_END = "\x04"
"""Stands between what a message is about and the message, where one English text needs two translations."""

Catalogue = Mapping[str, tuple[str, ...]]
"""By the English text (of a plural, the singular): the translation, of a plural one for each form of the language."""


class CatalogueError(ValueError):
    """A catalogue cannot be read; the text names file and line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of a catalogue.

    Attributes:
        text: The English text; of a plural, for one.
        many: The English text for several, "" where it is no plural.
        context: What it is about, where the text alone does not say it; "" for none.
        told: Its translation, one for each form; empty where it has none yet.
        where: Where it stands, for translators.
    """

    text: str
    many: str = ""
    context: str = ""
    told: tuple[str, ...] = ()
    where: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How the message is looked up."""
        return f"{self.context}{CONTEXT_END}{self.text}" if self.context else self.text


def read_entries(path: Path) -> list[Entry]:
    """Return the messages of a file, without its head.

    Raises:
        CatalogueError: it is not in the form of a catalogue.
        OSError: it cannot be read.
    """
    try:
        return [_entry(block) for block in _blocks(path) if block.get("msgid")]
    except (ValueError, SyntaxError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def read_catalogue(path: Path) -> dict[str, tuple[str, ...]]:
    """Return what is translated in a file; see `read_entries` for what is raised."""
    return {entry.key: entry.told for entry in read_entries(path) if entry.told}


def merged(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return what is translated in all files of a folder; nothing where there is no such folder."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.po")):
        found |= read_catalogue(path)
    return found


def written(entries: Iterable[Entry], code: str, plurals: str) -> str:
    """Return the text of a file.

    Args:
        entries: Its messages, in order.
        code: The language.
        plurals: Value of the head's Plural-Forms, for the tools of translators.
    """
    head = ("msgid \"\"\nmsgstr \"\"\n" f"{_quoted(f'Language: {code}')[:-1]}\\n\"\n" '"MIME-Version: 1.0\\n"\n'
            '"Content-Type: text/plain; charset=UTF-8\\n"\n' '"Content-Transfer-Encoding: 8bit\\n"\n'
            f'"Plural-Forms: {plurals}\\n"\n')  # fmt: skip
    return "\n".join((head, *(_block(entry) for entry in entries)))


def _blocks(path: Path) -> Iterator[dict[str, str]]:
    block: dict[str, str] = {}
    last = ""
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if block and not line:
                yield block
                block, last = {}, ""
            if line.startswith("#:"):
                block["#"] = f"{block.get('#', '')} {line[2:]}".strip()
            continue
        word, _, rest = line.partition(" ") if not line.startswith('"') else (last, "", line)
        if not word or not rest.startswith('"') or not rest.endswith('"'):
            raise ValueError(f"line {number} cannot be read: {line}")
        block[word] = block.get(word, "") + (ast.literal_eval(rest) if "\\" in rest else rest[1:-1])
        last = word
    if block:
        yield block


def _entry(block: Mapping[str, str]) -> Entry:
    many = block.get("msgid_plural", "")
    if many:
        told = tuple(block[name] for n in range(9) if (name := f"msgstr[{n}]") in block)
    else:
        told = (block.get("msgstr", ""),)
    where = tuple(block.get("#", "").split())
    return Entry(block["msgid"], many, block.get("msgctxt", ""), told if all(told) else (), where)


def _block(entry: Entry) -> str:
    lines = [f"#: {' '.join(entry.where)}"] if entry.where else []
    if entry.context:
        lines.append(f"msgctxt {_quoted(entry.context)}")
    lines.append(f"msgid {_quoted(entry.text)}")
    if entry.many:
        lines.append(f"msgid_plural {_quoted(entry.many)}")
        lines += [f"msgstr[{n}] {_quoted(told)}" for n, told in enumerate(entry.told or ("", ""))]
    else:
        lines.append(f"msgstr {_quoted(entry.told[0] if entry.told else '')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
