"""A stand-in for the process that answers: reads questions, then behaves as its first argument says.

crash: dies at every question. once: dies at the first question of the first process (its second argument is a file that
says it has), then answers. deaf: never answers and hears no cancel. slow: answers when it is told to cancel.
echo: answers with what it holds: the number of tours as seconds. half: a first part of an answer, then dies.
silent: closes at once with a word on standard error.
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> int:
    """Play the part."""
    mode, tours = sys.argv[1], 0
    if mode == "silent":
        sys.stderr.write("out of paper\n")
        return 3
    for line in sys.stdin:
        if line.strip() == "cancel":
            continue
        asked = json.loads(line)
        tours = len(asked["roster"]["tours"]) if asked.get("roster") else tours
        number = asked["question"]["number"]
        if mode == "crash":
            os._exit(9)
        if mode == "once" and not Path(sys.argv[2]).exists():
            Path(sys.argv[2]).write_text("dead")
            os._exit(9)
        if mode == "deaf":
            time.sleep(60)
        if mode == "slow":
            sys.stdin.readline()
        if mode == "half":
            say({"number": number, "is_last": False, "seconds": 1.0})
            os._exit(9)
        say({"number": number, "seconds": float(tours)})
    return 0


def say(answer: dict[str, object]) -> None:
    """Print one answer."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
