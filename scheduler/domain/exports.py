"""What is exported, and how; and profiles of that, for what is exported again and again."""

from dataclasses import dataclass

from scheduler.domain.words import Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """What is to be exported and in which form; what a kind of export does not know is passed over.

    Attributes:
        what: The kind of export.
        formats: In which formats.
        with_names: Officers' names too, not only their badges.
        delimiter: What parts the cells of CSV: comma, semicolon or tab.
        with_mark: CSV begins with a byte order mark.
        badge: Of a paper about one officer, or whose calendar alone; None for all.
        tells_posts: Calendars name posts.
        as_archive: Calendars are one ZIP file, not a folder.
        size: Of pages: letter, legal or a4.
        as_it_stands: A paper of the roster as it stands, not as it was published.
        template: Path of payroll's template, "" for the one that comes with the program.
    """

    what: str
    formats: tuple[str, ...]
    with_names: bool = False
    delimiter: str = "comma"
    with_mark: bool = False
    badge: Badge | None = None
    tells_posts: bool = False
    as_archive: bool = False
    size: str = "letter"
    as_it_stands: bool = False
    template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProfile:
    """An export with a name.

    Attributes:
        name: By which it is asked for.
        order: What is exported, and how.
        folder: Where to; "" where that is asked each time.
        roles: Stored words of the roles that may use it; empty for all that may export this.
        days_ahead: A paper about one date is of the date so many days after today; below 0 before it.
    """

    name: str
    order: ExportOrder
    folder: str = ""
    roles: tuple[str, ...] = ()
    days_ahead: int = 0
