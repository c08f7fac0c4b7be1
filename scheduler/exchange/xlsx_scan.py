"""A look into an XLSX file before it is opened: is it one, is it whole, and does it fit into memory?

A reader keeps a sheet as a rectangle, so that one cell in the last row and column would cost billions of cells; and a
small file may unpack to an endless one. Both are refused here.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from scheduler.exchange.faults import WorkbookFault
from scheduler.exchange.raw import MOST_CELLS, MOST_ROWS, MOST_UNPACKED_BYTES

_CELL = re.compile(rb"""<(?:\w+:)?c\b([^>]*)>""")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,8})([0-9]{1,9})\s*["']""")
_FORMULA = re.compile(rb"""<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b""")
_CUT = 400
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_ANY_PLACE = re.compile(rb"""\br\s*=\s*["']\s*(?:([A-Za-z]{1,8}))?([0-9]{1,9})\s*["']""")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
SHARED_TEXTS = "xl/sharedStrings.xml"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"


class NotAWorkbookError(ValueError):
    """The file is no XLSX workbook that can be opened; the message is what is expected."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet inside the file: its name and the member that holds it."""

    sheet: str
    member: str


def parts_of(data: bytes) -> tuple[Part, ...]:
    """Return the sheets of an XLSX file after checking that the whole file can be unpacked.

    Raises:
        NotAWorkbookError: it is none, or it is damaged, or it is too big.
    """
    if data.startswith(_OLD_FORMAT):
        raise NotAWorkbookError("an XLSX workbook without a password is expected, not an older or a locked one")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise NotAWorkbookError(
                    f"a workbook that unpacks to at most {MOST_UNPACKED_BYTES // 1_000_000} MB is expected"
                )
            damaged = archive.testzip()
            if damaged is not None:
                raise NotAWorkbookError(f"an undamaged XLSX workbook is expected, and {damaged!r} in it is damaged")
            return _parts(archive)
    except NotAWorkbookError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NotAWorkbookError(f"an XLSX workbook is expected ({_one_line(error)})") from error
    except (ValueError, OSError, OverflowError, ElementTree.ParseError, LookupError) as error:
        raise NotAWorkbookError(f"an XLSX workbook is expected ({_one_line(error)})") from error
    except Exception as error:
        # zlib, lzma and bz2 each have an error class of their own.
        if type(error).__module__ in ("zlib", "_lzma", "lzma", "bz2", "struct"):
            raise NotAWorkbookError("an undamaged XLSX workbook is expected") from error
        raise


def _parts(archive: zipfile.ZipFile) -> tuple[Part, ...]:
    relations = {
        found.get("Id"): found.get("Target", "")
        for found in ElementTree.fromstring(_small(archive, "xl/_rels/workbook.xml.rels"))
    }
    found = []
    root = ElementTree.fromstring(_small(archive, "xl/workbook.xml"))
    for space in (_MAIN, _STRICT):
        for sheet in root.iter(f"{space}sheet"):
            target = relations.get(next((sheet.get(key) for key in _RELATIONS if sheet.get(key)), None), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found.append(Part(sheet.get("name", ""), member))
    if not found:
        raise NotAWorkbookError("an XLSX workbook with sheets is expected")
    return tuple(found)


def _small(archive: zipfile.ZipFile, member: str) -> bytes:
    if archive.getinfo(member).file_size > 5_000_000:
        raise NotAWorkbookError(f"an ordinary XLSX workbook is expected, and {member!r} in it is too big")
    return archive.read(member)


def scan_texts(archive: zipfile.ZipFile) -> None:
    """Check the texts that all sheets share.

    Raises:
        NotAWorkbookError: they are not XML.
    """
    if SHARED_TEXTS in archive.namelist():
        with archive.open(SHARED_TEXTS) as stream:
            for _ in _well_formed(_chunks(stream), SHARED_TEXTS):
                pass


def scan_sheet(archive: zipfile.ZipFile, part: Part) -> list[WorkbookFault]:
    """Return the faults of a sheet that a reader would hide: a size out of bounds, cells that show an error."""
    faults = []
    rows = columns = 1
    cells = 0
    with archive.open(part.member) as stream:
        for chunk in _well_formed(_chunks(stream), part.sheet):
            cells += sum(chunk.count(tag) for tag in (b"<c ", b"<c>", b"<c/", b":c ", b":c>", b":c/"))
            for letters, digits in _ANY_PLACE.findall(chunk):
                rows = max(rows, int(digits))
                if letters:
                    columns = max(columns, _column(letters))
            if b't="e"' in chunk or b"t='e'" in chunk:
                faults += [_error_cell(part.sheet, cell) for cell in _CELL.findall(chunk) if _IS_ERROR.search(cell)]
    if rows > MOST_ROWS or rows * columns > MOST_CELLS or cells > MOST_CELLS:
        expected = f"at most {MOST_CELLS:,} cells are expected, not {rows:,} rows of {columns:,}"
        return [WorkbookFault(sheet=part.sheet, expected=expected)]
    return faults


def formula_cells(archive: zipfile.ZipFile, part: Part) -> list[WorkbookFault]:
    """Return a fault for each cell of a sheet that holds a formula: what it shows may never have been worked out."""
    found: dict[bytes, WorkbookFault] = {}
    before = b""
    with archive.open(part.member) as stream:
        for chunk in _chunks(stream):
            # A cell and its formula may lie on either side of a cut.
            for attributes in _FORMULA.findall(before + chunk):
                place = _PLACE.search(attributes)
                row, where = (int(place[2]), f" in cell {(place[1] + place[2]).decode()}") if place else (None, "")
                expected = f"a plain value is expected{where}, not a formula"
                found[attributes] = WorkbookFault(sheet=part.sheet, row=row, expected=expected)
            before = chunk[-_CUT:]
    return list(found.values())


def _error_cell(sheet: str, attributes: bytes) -> WorkbookFault:
    place = _PLACE.search(attributes)
    row, where = (int(place[2]), f" in cell {(place[1] + place[2]).decode()}") if place else (None, "")
    return WorkbookFault(sheet=sheet, row=row, expected=f"a value is expected{where}, not an error")


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream in big pieces that end where a tag ends."""
    rest = b""
    while block := stream.read(1 << 22):
        whole, closing, rest = (rest + block).rpartition(b">")
        if len(rest) > 1 << 26:
            raise NotAWorkbookError("an ordinary XLSX workbook is expected, and a text in it is endless")
        yield whole + closing
    yield rest


def _well_formed(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield the chunks again; the reader of the sheets would pass over what is not XML and lose cells."""
    parser = expat.ParserCreate()
    try:
        for chunk in chunks:
            if b"<!DOCTYPE" in chunk:
                raise NotAWorkbookError(f"an ordinary XLSX workbook is expected, and {name!r} has a document type")
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except NotAWorkbookError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:
        # An encoding that nobody knows is a LookupError, one that cannot be used a ValueError.
        raise NotAWorkbookError(f"an XLSX workbook is expected, and {name!r} is not XML ({error})") from error


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
