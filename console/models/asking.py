"""The forms with which an officer asks for something: what each says, what it asks for, and what happens next."""

from dataclasses import dataclass

PROMISE = "You do not have to explain. Asking is never a negative mark."
SELF_CHECK = (
    "Would I do this for every inmate here?",
    "Would I do it with my supervisor beside me?",
    "Could I write it into the log as it was?",
    "Would I tell my partner about it today?",
)
"""Asked of oneself; nobody else sees an answer, and none is kept."""
SELF_CHECK_HEAD = "Four questions to yourself. Nobody sees the answers; one no is reason enough to tell."
AREA, INMATE, RELATION, FIRST, LAST, WISH, WORDS = "area", "inmate", "relation", "first", "last", "wish", "words"
RELATIONS = (
    ("relative", "We are related"),
    ("friend", "We are or were friends"),
    ("acquaintance", "We know each other"),
    ("conflict", "There was a conflict between us"),
    ("other", "Something else"),
)
"""How somebody knows an inmate: key and words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form.

    Attributes:
        kind: What is asked for, by its key.
        title: What it is called where it is chosen and above it.
        sentence: What it does, in one or two sentences.
        fields: What it asks for, in order.
        file: What its button says.
        next: What happens once it is filed, in one sentence.
        is_protected: Whom it goes to can be narrowed, and nobody who builds rosters learns that it is there.
        has_questions: The questions to oneself are shown.
    """

    kind: str
    title: str
    sentence: str
    fields: tuple[str, ...]
    file: str
    next: str
    is_protected: bool = False
    has_questions: bool = False

    @property
    def has_words(self) -> bool:
        """Whether something can be written freely, so that the law has to be said first."""
        return WORDS in self.fields


FORMS = (
    Form(
        kind="move_me",
        title="Ask to be moved from here",
        sentence="There is no reason to give, and none is asked for.",
        fields=(AREA,),
        file="Ask to be moved",
        next="It holds from your next tour on, and somebody who does not build rosters decides within 7 days.",
        is_protected=True,
    ),
    Form(
        kind="keep_separate",
        title="Keep me apart from an inmate",
        sentence="You are kept from the inmate's area, its rover, transport and watch.",
        fields=(INMATE, RELATION, WORDS),
        file="Ask to be kept apart",
        next="It holds from this tour on, and the watch commander decides within 72 hours.",
        is_protected=True,
    ),
    Form(
        kind="approach",
        title="Someone is working on me",
        sentence="Telling early is the right thing to do, and it can be the inmate who is moved.",
        fields=(INMATE, WORDS),
        file="Tell it",
        next="It goes to them at once, and you are told what was done about it.",
        is_protected=True,
        has_questions=True,
    ),
    Form(
        kind="hardship",
        title="Hardship",
        sentence="For a change of watch, days off or place that you need because something is hard for you or yours.",
        fields=(WISH, WORDS),
        file="File the request",
        next="The deciding authority answers within 14 days.",
        is_protected=True,
    ),
    Form(
        kind="preference",
        title="A preference",
        sentence="Where or when you would rather work. Anybody who builds rosters can read it.",
        fields=(AREA, WISH),
        file="File the preference",
        next="It is looked at when the next roster is built.",
    ),
    Form(
        kind="leave",
        title="Leave",
        sentence="Requests for leave are decided in the order in which they are filed. No reason is asked for.",
        fields=(FIRST, LAST),
        file="Ask for leave",
        next="A supervisor grants or refuses it; its state stands under My requests.",
    ),
)


def form_of(kind: str) -> Form:
    """Return the form of a kind.

    Raises:
        KeyError: there is none.
    """
    return {form.kind: form for form in FORMS}[kind]
