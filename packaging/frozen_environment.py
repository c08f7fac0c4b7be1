"""Gives programs that the frozen one starts the libraries of their own system back, before anything else runs."""

import os

if "LD_LIBRARY_PATH" in os.environ:  # set by the bundle's own starter, which each process of the bundle runs anew
    before = os.environ.get("LD_LIBRARY_PATH_ORIG")
    if before is None:
        del os.environ["LD_LIBRARY_PATH"]
    else:
        os.environ["LD_LIBRARY_PATH"] = before

# A process of the bundle that another one starts prepares itself anew, instead of taking itself for its restart.
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
