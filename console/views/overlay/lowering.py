"""To lower a post, in the drawer: asks for the cheapest change that brings it under a band; makes it when told to.

The answer comes from the process that answers. What is asked is dropped when another post, moment or roster is shown.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.document.words import day
from console.models.overlay import Moment, Overlay
from console.models.overlay_lower import Offer, lowering_words, offer_of
from console.operations.explain import exchange
from console.solving.questions import Questions
from console.views.overlay.figure_lines import FigureLine, FigureLines
from console.widgets.basics import button, label, paragraph
from console.widgets.flow import FlowRow
from scheduler.api import AttentionInputs
from scheduler.domain.answers import Lowering, LoweringAsked
from scheduler.domain.attention import Band
from scheduler.domain.words import PostCode
from scheduler.wire.asking import Answer, Question, Topic

OWNER = "lower"
HEAD = "By a change of the roster"
SECONDS = 60
TICK = 500
BANDS = tuple(band for band in Band if band is not Band.LOW)
LOW_ALREADY = "Its known points are low already: there is nothing to bring it under."
STOPPED = "Stopped: nothing was found yet, and nothing is proven."
DONE = "Done, as one edit: Undo takes it back."
LOOKED_AT = "Accept the proposal first: a proposal cannot be changed."


class LowerThis(QWidget):
    """A button for each band, what is going on, and the answer with the button that makes the change."""

    def __init__(
        self,
        document: RosterDocument,
        overlay: Overlay,
        questions: Questions,
        inputs: Callable[[], AttentionInputs | None],
        parent: QWidget | None = None,
    ) -> None:
        """Ask on behalf of an overlay.

        Args:
            document: What is edited when the change is made.
            overlay: The post and the moment that are asked about.
            questions: The process that answers.
            inputs: What the figures on screen rest on, None without figures.
            parent: The drawer.
        """
        super().__init__(parent)
        self._document, self._overlay, self._questions, self._inputs = document, overlay, questions, inputs
        self._offer: Offer | None = None
        self._found: Lowering | None = None
        self._done: tuple[PostCode, Moment] | None = None
        self._clock, self._ticks = QElapsedTimer(), QTimer(self, interval=TICK)
        self._ticks.timeout.connect(self._tell_time)
        self.bands: dict[Band, QPushButton] = {
            band: button(f"Bring it under {band}", "", partial(self.ask, band)) for band in BANDS
        }
        self.stop = button("Stop", "", self.end)
        self.make = button("Make this change", "primary", self.take)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName("Looking for the cheapest change")
        self._words, self._changes, self._cost = paragraph("", "second"), FigureLines(), paragraph("", "strong")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the mouse marks words; keys have nothing to do here
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(HEAD, "section"))
        column.addLayout(FlowRow((*self.bands.values(), self.stop)))
        for part in (self._bar, self._changes, self._cost, self._words):
            column.addWidget(part)
        column.addLayout(FlowRow((self.make,)))
        self.forget()

    @property
    def text(self) -> str:
        """What is said now."""
        said = (self._changes.text, self._cost.text(), self._words.text())
        return "\n".join(text for text in said if text)

    # ------------------------------------------------------------ asking

    def forget(self) -> None:
        """Offer what can be asked of the post that is shown now; what was asked of another is dropped."""
        if self._questions.waits(OWNER):
            self._questions.drop(OWNER)
        self._ticks.stop()
        self._offer, self._found = offer_of(self._overlay), None
        self._done = self._done if self._done == (self._overlay.chosen, self._overlay.moment) else None
        is_low = self._offer is not None and not self._offer.bands
        self._show(DONE if self._done is not None else LOW_ALREADY if is_low else "")

    def ask(self, band: Band) -> None:
        """Ask for the cheapest change that brings the post under a band."""
        offer, inputs, moment = self._offer, self._inputs(), self._overlay.moment
        if offer is None or inputs is None or moment is None:
            return
        asked = LoweringAsked(
            post=offer.post,
            shift=offer.shift,
            on=moment.on,
            band=band,
            seen=inputs.seen,
            now=inputs.now,
            withheld=tuple(sorted(inputs.reader.withheld)),
        )
        self._found = self._done = None
        question = Question(number=0, topic=Topic.LOWER, lowering=asked, seconds=float(SECONDS))
        self._questions.ask(OWNER, question, self._on_answer)
        self._clock.start()
        self._ticks.start()
        self._tell_time()
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Wait no longer."""
        self._questions.drop(OWNER)
        self._ticks.stop()
        self._say(STOPPED)

    def take(self) -> None:
        """Make the change, as one edit that can be undone."""
        found = self._found
        offer, moment = self._offer, self._overlay.moment
        if found is None or offer is None or moment is None or not found.come:
            return
        label = f"Lower {offer.post}, {day(moment.on)}"
        self._done = offer.post, moment
        if exchange(self._document, found.gone, found.come, label):
            self._found = None
            self._say(DONE)
        else:
            self._done = None

    def _on_answer(self, answer: Answer) -> None:
        self._ticks.stop()
        self._found = answer.lowering
        facts, offer = self._document.facts, self._offer
        if answer.error:
            self._say(f"{answer.error.rstrip('.')}.")
        elif self._found is not None and facts is not None and offer is not None:
            words = lowering_words(self._found, facts, offer.has_gaps)
            self._say(words.verdict, words.changes, words.cost)

    # ------------------------------------------------------------ showing

    def _tell_time(self) -> None:
        self._show(f"Looking for the cheapest change: {self._clock.elapsed() // 1000} of at most {SECONDS} s.")

    def _say(self, words: str, changes: tuple[str, ...] = (), cost: str = "") -> None:
        had_focus = self.stop.hasFocus() or self.make.hasFocus()
        self._show(words, changes, cost)
        if had_focus:  # the button that was pressed is gone: the keyboard goes on beside it
            shown = (self.make, *(part for part in self.bands.values() if not part.isHidden()))
            goal = next((part for part in shown if not part.isHidden()), None)
            if goal is not None:
                goal.setFocus(Qt.FocusReason.OtherFocusReason)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text))

    def _show(self, words: str, changes: tuple[str, ...] = (), cost: str = "") -> None:
        is_asking = self._questions.waits(OWNER)
        offer, found = self._offer, self._found
        self.setVisible(offer is not None)
        for band, part in self.bands.items():
            part.setVisible(offer is not None and band in offer.bands and not is_asking)
        self.stop.setVisible(is_asking)
        self._bar.setVisible(is_asking)
        is_change = found is not None and bool(found.come)
        is_own = self._document.shown is self._document.roster
        self.make.setVisible(is_change and is_own and bool(changes))
        if changes and not is_own:
            words = f"{words} {LOOKED_AT}"
        self._changes.set_lines([FigureLine(change) for change in changes])
        self._changes.setVisible(bool(changes))
        for line, text in ((self._words, words), (self._cost, cost)):
            line.setText(text)
            line.setVisible(bool(text))
