"""Text in CSV that no spreadsheet takes for a formula, and back."""

import re

# A cell is run as a formula when its first character that is not a blank is one of these (the full-width forms count
# as well for some programs). Tab, CR and LF only matter in front.
_RISKY = re.compile(r"'*\s*[=+\-@\t\r\n\0＝＋－＠]|'*[\t\r\n]")


def guarded(text: str) -> str:
    """Return text with an apostrophe before it if a spreadsheet would run it, or if `unguarded` would take one away."""
    return "'" + text if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return what was given to `guarded`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text
