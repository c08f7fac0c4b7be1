"""Numbers that follow from a key: the same on every computer, in every version, in any language."""

import hashlib


class Stream:
    """Uniform whole numbers from SHA-256 in counter mode.

    Block n is SHA-256 of the key and n as 8 bytes, big end first; each number takes the next 8 bytes of the blocks, as
    a number below 2 to the 64th, and is refused where it would favour small remainders.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._blocks = 0
        self._words: list[int] = []

    def below(self, count: int) -> int:
        """Return a number from 0 to `count` - 1, each with the same chance.

        Raises:
            ValueError: `count` is below 1.
        """
        if count < 1:
            raise ValueError("a count from 1 is expected")
        fair = (1 << 64) - (1 << 64) % count
        while True:
            word = self._next()
            if word < fair:
                return word % count

    def _next(self) -> int:
        if not self._words:
            block = hashlib.sha256(self._key + self._blocks.to_bytes(8, "big")).digest()
            self._blocks += 1
            self._words = [int.from_bytes(block[i : i + 8], "big") for i in (24, 16, 8, 0)]
        return self._words.pop()
