"""The forms with which an officer asks for something: what each says, what it asks for, and what happens next."""

from dataclasses import dataclass

PROMISE = "You do not have to explain. Asking is never a negative mark."
QUESTIONS_HEAD = "Some questions to yourself. Nobody sees the answers; one yes is reason enough to tell."
FOR_YOU = "The PREA manager, the union or the employee assistance can also hand it in for you."
AREA, INMATE, RELATION, FIRST, LAST = "area", "inmate", "relation", "first", "last"
POST, SHIFT, WORDS = "post", "shift", "words"


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
        sentence="You are not posted where this person is, from now on.",
        fields=(INMATE, AREA, RELATION, WORDS),
        file="Ask to be kept apart",
        next="It holds at once, and the watch commander decides within 72 hours.",
        is_protected=True,
    ),
    Form(
        kind="approach",
        title="Someone is working on me",
        sentence="Telling early is the right thing to do, and it can be the inmate who is moved.",
        fields=(INMATE, AREA, WORDS),
        file="Tell it",
        next="It goes to those who may read it at once, and you are told what was done about it.",
        is_protected=True,
        has_questions=True,
    ),
    Form(
        kind="hardship",
        title="Hardship",
        sentence="For other shifts or days off for a time, because something is hard for you or yours.",
        fields=(WORDS,),
        file="File the request",
        next="The deciding authority answers within 14 days.",
        is_protected=True,
    ),
    Form(
        kind="preference",
        title="A preference",
        sentence="The post or the shift that you would rather have. Anybody who builds rosters can read it.",
        fields=(POST, SHIFT, FIRST),
        file="State the preference",
        next="It is weighed when the next roster is built.",
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
