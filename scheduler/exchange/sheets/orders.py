"""Sheets on written orders, lawful needs of posts, and what officers prefer or are excused from."""

from scheduler.domain.facility import Document, TeamNeed
from scheduler.domain.people import Exemption, Preference, Reading, RotationWaiver
from scheduler.exchange.kinds import Code, Codes, Day, Text, Whole
from scheduler.exchange.layout import may, need
from scheduler.exchange.sheets.plans import BADGE, simple

ORDER_SHEETS = (
    simple(
        "Documents",
        "A version of a written order that must be read before its posts are held: a post order, the boundary policy.",
        "documents",
        Document,
        (
            need("Code", "code", Code(), "Short name, the same for all versions", "PO-HA-F"),
            need("Version", "version", Whole(1), "Which version", "3"),
            may("Title", "title", Text(), "Title on screens", "Post order, Housing A floor", "no title", ""),
            need("Effective", "effective", Day(), "First date on which it must have been read", "2026-01-01"),
            may("Posts", "posts", Codes(), "For which posts", "HA-F RH-2", "every post with contact", (), "Posts"),
            may("Reviewed", "reviewed", Day(), "Date of the last yearly review", "2026-01-15", "never reviewed"),
        ),
        key=("code", "version"),
        may_be_absent=True,
    ),
    simple(
        "Readings",
        "An officer has read a version of a document.",
        "readings",
        Reading,
        (
            BADGE,
            need("Document", "document", Code(), "The document", "PO-HA-F", refers="Documents"),
            need("Version", "version", Whole(1), "Which version", "3"),
            need("Date", "on", Day(), "When it was read", "2026-01-04"),
        ),
        may_be_absent=True,
    ),
    simple(
        "Team needs",
        "A task of a post that lawfully needs a qualification somewhere in the team, not in every member.",
        "team_needs",
        TeamNeed,
        (
            need("Post", "post", Code(), "The post with the task", "INT-1", refers="Posts"),
            need("Qualification", "qualification", Code(), "What is needed", "SEARCH-F", refers="Qualifications"),
            may("Helpers", "helpers", Codes(), "Posts whose holders can do it too", "SR-B", "none", (), "Posts"),
            may("Least", "least", Whole(1, 99), "How many must hold it", "1", "1", 1, unit="officers"),
            need("Authority", "authority", Text(), "What makes it lawful", "28 CFR 115.15(b)"),
            need("Approver", "approver", Text(), "Who approved it", "Facility administrator"),
            need("Review by", "review_by", Day(), "By when it is reviewed again", "2027-01-15"),
            need("First", "first", Day(), "First date", "2026-01-15"),
            may("Last", "last", Day(), "Last date", "2027-12-31", "until further notice"),
        ),
        ranges=(("first", "last"),),
        may_be_absent=True,
    ),
    simple(
        "Exemptions",
        "An officer is excused from mandated overtime for a time. Why is not kept.",
        "exemptions",
        Exemption,
        (
            BADGE,
            need("First", "first", Day(), "First date", "2026-12-06"),
            need("Last", "last", Day(), "Last date", "2026-12-19"),
        ),
        ranges=(("first", "last"),),
        may_be_absent=True,
    ),
    simple(
        "Preferences",
        "A standing first choice of post, of shift, or of both.",
        "preferences",
        Preference,
        (
            BADGE,
            need("First", "first", Day(), "First date", "2026-12-06"),
            may("Last", "last", Day(), "Last date", "2027-06-30", "until further notice"),
            may("Post", "post", Code(), "The post", "KIT-1", "any post", refers="Posts"),
            may("Shift", "shift", Code(), "The shift; not empty where Post is", "D", "any shift", refers="Shifts"),
            may("Weight", "weight", Whole(1), "What a tour elsewhere costs", "1", "1", 1, unit="points"),
        ),
        ranges=(("first", "last"),),
        may_be_absent=True,
    ),
    simple(
        "Rotation waivers",
        "An officer may stay in an area beyond the cadence of rotation, for 90 days at most.",
        "rotation_waivers",
        RotationWaiver,
        (
            BADGE,
            need("Area", "area", Code(), "The area", "HU-D", refers="Areas"),
            need("First", "first", Day(), "First date", "2026-11-15"),
            need("Expires", "expires", Day(), "Last date", "2027-01-31"),
            need("Approver", "approver", Text(), "Who approved it", "Captain"),
            need("Reason", "reason", Text(), "Why", "trains the successor"),
        ),
        ranges=(("first", "expires"),),
        may_be_absent=True,
    ),
)
