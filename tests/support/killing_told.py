"""What a program that is to be killed says of its work, and what it had said when it was killed."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Told:
    """What programs that were killed had said to be done, line by line; only whole lines."""

    lines: list[list[str]] = field(default_factory=list)

    def of(self, word: str) -> Iterator[list[str]]:
        """Return the rest of each line that begins with a word."""
        return (line[1:] for line in self.lines if line[0] == word)


def say(*words: str) -> None:
    print(*words, flush=True)
