"""Shared by all tests: Qt draws off screen, and random examples are the same in every run.

`FAIRWATCH_EXAMPLES=new` looks for examples that no run has tried: for a search by hand, not for a verdict.
"""

import os
import tempfile

from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# The key of the audit log is made where nobody's own lies; inherited by what tests start.
os.environ.setdefault("FAIRWATCH_KEYS", tempfile.mkdtemp(prefix="fairwatch-keys-"))

settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("new", print_blob=True)
settings.load_profile("new" if os.environ.get("FAIRWATCH_EXAMPLES") == "new" else "same")
