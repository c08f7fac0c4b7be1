"""What a screen reader finds on the plan: each post as a button with its name, its figures, and its place.

The plan draws its posts itself, and a screen reader cannot see into a drawing. So each post has a button of its own
over it that is never drawn and takes no click of the mouse; pressed by a screen reader, it chooses its post.
"""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from scheduler.domain.words import PostCode


class PostHandle(QAbstractButton):
    """One post."""

    def __init__(self, pressed: Callable[[], object], parent: QWidget) -> None:
        """Lie over a plan; the keyboard goes from post to post on the plan itself."""
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setUpdatesEnabled(False)  # there is nothing to draw, so Qt need not ask each of them in every frame
        self.clicked.connect(lambda *_: pressed())

    def nextCheckState(self) -> None:
        """Stay as it is: which post is chosen, the plan says."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw nothing: the plan has drawn the post."""


class Handles:
    """The buttons of all posts of a plan, kept where the posts are seen."""

    def __init__(self, parent: QWidget, pressed: Callable[[PostCode], object]) -> None:
        """Lie over the viewport of a plan."""
        self._parent, self._pressed = parent, pressed
        self.by_post: dict[PostCode, PostHandle] = {}

    def show_posts(self, posts: Iterable[PostCode]) -> None:
        """Have a button for each of these posts, in this order, and for no other."""
        for handle in self.by_post.values():
            handle.setParent(None)
            handle.deleteLater()
        self.by_post = {post: PostHandle(partial(self._pressed, post), self._parent) for post in posts}

    def place(self, areas: dict[PostCode, QRect]) -> None:
        """Follow the plan: where each post lies in pixels of the viewport; those left out are not to be found."""
        for post, handle in self.by_post.items():
            area = areas.get(post)
            handle.setVisible(area is not None)
            if area is not None:
                handle.setGeometry(area)

    def tell(self, sentence_of: Callable[[PostCode], str], chosen: PostCode | None) -> None:
        """Say what each post has now, and which is the one explained."""
        for post, handle in self.by_post.items():
            words = sentence_of(post)
            if words != handle.accessibleName():
                handle.setAccessibleName(words)
            handle.setChecked(post == chosen)
