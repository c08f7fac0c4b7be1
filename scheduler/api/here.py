"""Who sits at this computer, and what time it is there."""

import getpass
import os
import sys
from datetime import UTC, datetime


def user_name() -> str:
    """Return the user's name as the environment has it: for records of databases without accounts."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no name for this user, as in some containers
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def system_user() -> str:
    """Return the user of the operating system, as it knows him: what his environment says does not count."""
    if sys.platform == "win32":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # no name for this user, as in some containers
        return f"user {os.getuid()}"


def utc_now() -> datetime:
    """Return the time (aware, UTC)."""
    return datetime.now(UTC)
