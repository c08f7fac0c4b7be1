"""What the panel says about meals: who relieves whom, when, and where nobody is left to."""

from dataclasses import replace

from support.desk_site import FIRST, badge, small_site

from console.document import RosterDocument
from console.operations import exchange, stints
from console.operations import roster as edits
from console.operations.meals import meal_lines
from scheduler.domain.policy import PolicyEntry
from scheduler.domain.words import Severity, ShiftCode


def test_meals_are_told_to_both_sides(document: RosterDocument) -> None:
    site = small_site()
    posts = tuple(
        replace(p, needs_meal_relief=p.code.startswith("H"), gives_meal_reliefs=1 if p.code == "CTL-A" else 0)
        for p in site.posts
    )
    entry = PolicyEntry(
        id="meals", rule="meal_relief", severity=Severity.SHOW, effective=FIRST, tier="quality", source="test"
    )
    policy = replace(site.policy, entries=(*site.policy.entries, entry))
    assert meal_lines(document.facts, document.roster, badge(0), FIRST) == []
    document.desk.import_site(replace(site, posts=posts, policy=policy), "meals")
    exchange.reload(document)
    for number, post in enumerate(("CTL-A", "HA-F", "HB-F")):
        edits.assign(document, badge(number), FIRST, post)
    said = [meal_lines(document.facts, document.roster, badge(n), FIRST) for n in range(3)]
    assert said[0] == ["Relieves for a meal: 11:30 to 12:00 Alvarez J."]
    assert said[1] == ["Meal 11:30 to 12:00, relieved by Abara N."]
    assert said[2] == ["No relief for a meal is left on this shift."]
    shown = stints.meals_table(document.facts, None, document.roster, FIRST, ShiftCode("D"))
    assert shown.rows == (
        ("11:30 to 12:00", "Alvarez", "HA-F", "Abara, CTL-A"),
        ("\u2013", document.facts.surname(badge(2)), "HB-F", "nobody is left to relieve"),
    )
    assert stints.meals_table(document.facts, None, document.roster, FIRST, ShiftCode("N")).rows == ()
