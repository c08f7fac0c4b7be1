"""Where a database is: reads the address, and refuses in one sentence what cannot be a safe place for one."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from scheduler.storage.errors import DeskError

HEADER = b"SQLite format 3\x00"
NETWORK_TYPES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "ncp", "ncpfs", "afs", "coda", "webdav", "davfs", "davfs2"),
        *("ceph", "glusterfs", "lustre", "beegfs", "orangefs", "pvfs2", "moosefs", "mfs"),
        *("sshfs", "rclone", "s3fs", "gcsfuse", "curlftpfs", "gvfsd-fuse"),
    }
)
"""File systems on which several machines would share the file: SQLite's locks do not hold there."""

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_SERVER_SCHEMES = ("postgresql://", "postgres://")
_PORT = 5432
_TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
_DRIVE_REMOTE = 4
_MOUNTS = Path("/proc/mounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A database on a PostgreSQL server.

    Attributes:
        user: The login, "" for the one that libpq takes by itself.
        host: Name or address, "" for the socket of this computer.
        port: Where it listens.
        database: The name of the database.
        tls: What the address says of TLS, as libpq names it, in the order of the address.
    """

    user: str
    host: str
    port: int
    database: str
    tls: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the address as it may be shown: it never holds a password."""
        user = f"{self.user}@" if self.user else ""
        return f"postgresql://{user}{self.host}:{self.port}/{self.database}"


Where = Path | Server
"""Where a database is: a file, or on a server."""


def is_server(url: str) -> bool:
    """Whether an address is one of a server, not of a file."""
    return url.strip().lower().startswith(_SERVER_SCHEMES)


def place_of(url: str) -> Where:
    """Return where a database is.

    Args:
        url: An address as `path_of` takes it, or `postgresql://user@host:port/name`, with what libpq knows of TLS
            behind a question mark (`?sslmode=verify-full`).

    Raises:
        DeskError: the address is neither.
    """
    return server_of(url) if is_server(url) else path_of(url)


def server_of(url: str) -> Server:
    """Return the database on a server that an address names.

    Raises:
        DeskError: it names none, or holds a password.
    """
    example = "such as postgresql://user@host:5432/fairwatch"
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port or _PORT
    except ValueError as error:
        raise DeskError(f"The address of the server cannot be read ({error}); one is expected {example}") from None
    if parts.password is not None:
        raise DeskError(
            "The address of a server must not hold a password, which others could read there; "
            "type it when asked, or keep it in the file .pgpass"
        )
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name or "\x00" in name:
        raise DeskError(f"The address of the server names no database; one is expected {example}")
    given = tuple(parse_qsl(parts.query))
    for key, _ in given:
        if key not in _TLS:
            raise DeskError(f"The address of the server says {key}, which is not known; known are {', '.join(_TLS)}")
    return Server(user=unquote(parts.username or ""), host=host, port=port, database=name, tls=given)


def path_of(url: str) -> Path:
    """Return the absolute path of a database file.

    Args:
        url: A path, or `sqlite:///PATH` (relative after three strokes, absolute after four, as in SQLAlchemy).

    Raises:
        DeskError: the address is not one of a file.
    """
    found = _SCHEME.match(url)
    text = url
    if found:
        if found.group().lower() != "sqlite://":
            raise DeskError(f"A database file is expected, not an address that begins with {found.group()}")
        text = url[len(found.group()) :].removeprefix("/")
    if not text.strip() or text == ":memory:":
        raise DeskError("The name of a database file is expected, such as sqlite:///fairwatch.db")
    if "\x00" in text:
        raise DeskError("A file name without a zero character is expected")
    if _is_unc(text):
        raise DeskError(_refusal(text, "a network path"))
    return Path(os.path.abspath(Path(text).expanduser()))


def refuse_unsafe(path: Path) -> None:
    """Refuse a place on a network share, a folder that is missing or read-only, and a file that is no database.

    Raises:
        DeskError: one sentence that says what is wrong.
    """
    kind = network_type(path)
    if kind is not None:
        raise DeskError(_refusal(str(path), kind))
    folder = path.parent
    if not folder.is_dir():
        raise DeskError(f"The folder {folder} does not exist, so no database can be there")
    if path.is_dir():
        raise DeskError(f"{path} is a folder; the name of a database file is expected")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DeskError(f"The folder {folder} is read-only; a database needs to write there")
    if not path.exists():
        return
    if not path.is_file():
        raise DeskError(f"{path} is not an ordinary file; a database is expected")
    if not os.access(path, os.R_OK | os.W_OK):
        raise DeskError(f"The file {path} is read-only; a database needs to be written")
    try:
        with path.open("rb") as file:
            header = file.read(len(HEADER))
    except OSError as error:
        raise DeskError(f"The file {path} cannot be read: {error.strerror or error}") from error
    if header not in (b"", HEADER):
        raise DeskError(f"{path} is not a database of Fairwatch")


def network_type(path: Path, mounts: str | None = None) -> str | None:
    """Return the type of the network file system that a path lies on, None for a local one.

    Args:
        path: A file or folder, which need not exist.
        mounts: Text of `/proc/mounts`; None reads it, where the system has it.
    """
    if sys.platform == "win32":
        return _remote_drive(path)
    real = Path(os.path.realpath(path))
    if _is_unc(str(path)):
        return "a network path"
    if mounts is None:
        try:
            mounts = _MOUNTS.read_text("utf-8", errors="surrogateescape")
        except OSError:  # not Linux: the system does not tell
            return None
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        # A later mount on the same folder hides an earlier one, hence >=.
        if (real == point or point in real.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind if kind.removeprefix("fuse.") in NETWORK_TYPES else None


def _refusal(where: str, kind: str) -> str:
    return (
        f"{where} is on a network share ({kind}), where a database file can be damaged; "
        "choose a folder on a disk of this computer"
    )


def _is_unc(text: str) -> bool:
    return text.startswith("\\\\") or (text.startswith("//") and sys.platform == "win32")


def _unescaped(field: str) -> str:
    r"""Return a field of /proc/mounts with its octal escapes (\040 for a blank) resolved."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found.group(1), 8)), field)


def _remote_drive(path: Path) -> str | None:
    if sys.platform == "win32":
        import ctypes

        root = path.anchor or "\\"
        return "a network drive" if ctypes.windll.kernel32.GetDriveTypeW(root) == _DRIVE_REMOTE else None
    return None
