"""Where a database is: reads the address, and refuses in one sentence what cannot be a safe place for one."""

import os
import re
import sys
from pathlib import Path

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
_DRIVE_REMOTE = 4
_MOUNTS = Path("/proc/mounts")


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
