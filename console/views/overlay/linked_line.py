"""A sentence with the ways out of it at its end, as links in the text: it wraps as one, whatever the width."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from console.theme import Look

UNSAID = "What is not known, and what to do"
"""What a screen reader calls the line while it is hidden."""


class LinkedLine(QLabel):
    """The line; hidden while there is nothing to say."""

    def __init__(self, ways: Mapping[str, Callable[[], object]], parent: QWidget | None = None) -> None:
        """Take what each link does, by its key."""
        super().__init__(parent)
        self._ways, self._look = ways, Look()
        self._sentence, self._links = "", tuple[tuple[str, str], ...]()
        self.setProperty("role", "second")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        by = Qt.TextInteractionFlag
        self.setTextInteractionFlags(by.LinksAccessibleByMouse | by.LinksAccessibleByKeyboard)
        self.setAccessibleName(UNSAID)
        self.linkActivated.connect(self.follow)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says, without the links; "" for nothing."""
        return self._sentence

    def set_look(self, look: Look) -> None:
        """Write the links in other colours."""
        self._look = look
        self._write()

    def say(self, sentence: str, links: Sequence[tuple[str, str]]) -> None:
        """Show a sentence and links as (key, words); "" hides the line."""
        self._sentence, self._links = sentence, tuple(links)
        self._write()

    def follow(self, key: str) -> None:
        """Do what a link does."""
        self._ways[key]()

    def _write(self) -> None:
        colour = self._look.tokens.accent
        ways = (f'<a href="{key}" style="color:{colour}">{escape(words)}...</a>' for key, words in self._links)
        self.setText("&nbsp; ".join((escape(self._sentence), *ways)))
        said = " ".join((self._sentence, *(f"{words}." for _, words in self._links)))
        self.setAccessibleName(said.strip() or UNSAID)
        self.setVisible(bool(self._sentence))
