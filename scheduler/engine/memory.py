"""How this process asks the system for memory."""

import ctypes
import sys

_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD = -3, -1, -2
"""Parameters of `mallopt`, from the header malloc.h of the GNU C library."""
_MEGABYTE = 2**20


def keep_freed() -> None:
    """Keep memory that was given back for what comes next, where the C library lets one say so.

    By itself it hands each larger array back to the system, which then has to clear the pages of the next one: two
    fifths of all that a first roster makes it clear.
    """
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):  # another C library
        return
    for parameter, size in ((_MMAP_THRESHOLD, 32), (_TRIM_THRESHOLD, 256), (_TOP_PAD, 64)):
        mallopt(ctypes.c_int(parameter), ctypes.c_int(size * _MEGABYTE))
