"""The `fairwatch` sub-commands. Exit status: 0 done, 1 the roster breaks a never or stop rule, 2 unreadable input.

Bad input gets one sentence on standard error and changes nothing; see `scheduler.cli.main.main`.
"""

from scheduler.cli.main import COMMANDS, main

__all__ = ["COMMANDS", "main"]
