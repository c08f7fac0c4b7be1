"""What the process that answers says of a seat or a cell, as lines: rules, candidates, and what else can be asked."""

from collections.abc import Iterable
from datetime import date

from console.document import RosterDocument
from console.document.effects import effect, effects, moves, shared
from console.document.facts import Facts
from console.document.sayings import sentence_of
from console.document.words import KIND_WORDS, count, weekday
from console.models.rotation import officer_words
from console.widgets.lines import Line
from scheduler.domain.answers import Candidate, Choice, Refusal, Remedy, RemedyKind, RuleSet
from scheduler.domain.findings import Finding
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Severity, TourKind
from scheduler.rule import NOT_ELIGIBLE
from scheduler.rules import WORDLESS, rule_of, uses
from scheduler.wire.asking import CandidateList

SHOWN = 12
"""So many candidates are listed before the rest folds into one line."""

KINDS = {**KIND_WORDS, TourKind.REGULAR: "no overtime"}


def rule_lines(document: RosterDocument, badge: Badge, on: date, is_open: bool) -> list[Line]:
    """Return what each rule says of an officer's work on a date: what it asks, what is left, and what is kept."""
    report, facts, shown = document.report, document.facts, document.shown
    if report is None or facts is None or shown is None:
        return []
    said = [f for f in report.findings if any((c.badge, c.on) == (badge, on) for c in f.cells)]
    spoken = {f.entry for f in said}
    in_force = [u for u in uses(facts.problem) if u.scope.covers(on) and u.entry.severity != Severity.PRICED]
    kept = {u.entry.id: u for u in in_force if u.entry.id not in spoken}
    found = [
        Line("line", rule_of(f.rule).title, sentence_of(f, facts), f.severity.value)
        for f in said
        if f.severity != Severity.PRICED
    ]
    is_due = badge in document.found.overdue
    left = officer_words(document.rotation.get(badge, ()), is_due, shown.period.last)
    if left[0]:
        found.append(Line("line", "Tours before rotation", f"{left[0][0].upper()}{left[0][1:]}.", "left"))
    words = f"{count(len(kept), 'rule')} kept"
    found.append(Line("fold", f"{words}: {'show fewer' if is_open else 'show them'}", key="rules"))
    if is_open:
        found += [
            Line("line", use.rule.title, str(use.rule.describe(use.config)), "kept")
            for use in sorted(kept.values(), key=lambda u: u.rule.title)
        ]
    return [Line("heading", "What the rules say"), *found]


def candidate_lines(
    told: CandidateList | None,
    facts: Facts,
    opened: frozenset[str],
    answers: dict[Badge, str],
    is_officer: bool = False,
) -> list[Line]:
    """Return candidates as lines, best first.

    Args:
        told: What came back so far, None for nothing yet.
        facts: Names and words.
        opened: Folds that are open: "more", "cannot".
        answers: What was asked further of officers who cannot, by badge.
        is_officer: The lines are seats for one officer instead of officers for one seat.
    """
    if told is None:
        return []
    able = [c for c in told.candidates if c.is_possible]
    refused = [c for c in told.candidates if not c.is_possible]
    noun = "Empty seats of this date, best first" if is_officer else "Who could take this seat, best first"
    lines = [Line("heading", noun, f"{len(able):,}")]
    if not able:
        nobody = "No empty seat of this date is possible." if is_officer else "Nobody, as things stand."
        lines.append(Line("line", "", nobody))
    common = shared(told.tiers, [c.tiers for c in able])
    if common:
        lines.append(Line("line", "", f"Each of them: {moves(told.tiers, able[0].tiers, sorted(common))}."))
    rest = [n for n in range(len(told.tiers)) if n not in common]
    is_open = "more" in opened or len(able) <= SHOWN + 1
    for candidate in able if is_open else able[:SHOWN]:
        title = seat_words(candidate.tour, facts) if is_officer else facts.name(candidate.badge)
        lines.append(Line("line", title, _about(candidate, told, rest), KINDS[candidate.kind], "take", candidate))
    if len(able) > SHOWN + 1:
        words = "Show fewer" if is_open else count(len(able) - SHOWN, "more who could", "more who could")
        lines.append(Line("fold", words, key="more"))
    if refused:
        lines += _refused_lines(refused, told.is_worded, facts, opened, answers, is_officer)
    return lines


def _refused_lines(
    refused: list[Candidate],
    is_worded: bool,
    facts: Facts,
    opened: frozenset[str],
    answers: dict[Badge, str],
    is_officer: bool,
) -> list[Line]:
    lines = [Line("heading", "Not possible", f"{len(refused):,}")]
    if not is_worded:
        return [*lines, Line("line", "", "Finding out why ...")]
    is_open = "cannot" in opened or (is_officer and len(refused) <= SHOWN)
    if not (is_officer and len(refused) <= SHOWN):
        lines.append(Line("fold", "Show fewer" if is_open else "Show who and why", key="cannot"))
    if is_open:
        if is_officer:
            lines += [Line("line", seat_words(c.tour, facts), _words(c)) for c in refused]
        else:
            ordered = sorted(refused, key=lambda c: (facts.name(c.badge).casefold(), c.badge))
            lines += [
                Line("line", facts.name(c.badge), answers.get(c.badge, _words(c)), "", "why_not", c) for c in ordered
            ]
    return lines


def _words(candidate: Candidate) -> str:
    return " ".join(str(w) for w in candidate.words)


def _about(candidate: Candidate, told: CandidateList, rest: list[int]) -> str:
    parts = [moves(told.tiers, candidate.tiers, rest)]
    parts = [f"{p}." for p in parts if p]
    parts += dict.fromkeys(_come_words(f) for f in candidate.come if f.cells[0].badge == candidate.badge)
    parts += dict.fromkeys(f"No longer: {_words_of(f)}" for f in candidate.gone if f.cells[0].badge == candidate.badge)
    return "\n".join(parts) or "Nothing else changes."


def _come_words(finding: Finding) -> str:
    return f"{'Asks' if finding.severity == Severity.ASK else 'Shows'}: {_words_of(finding)}"


def _words_of(finding: Finding) -> str:
    return str(NOT_ELIGIBLE if finding.rule in WORDLESS else rule_of(finding.rule).explain(finding))


def seat_words(tour: Tour, facts: Facts) -> str:
    """Return "HB-F day, seat 2", the seat's number only where the post has several."""
    shift = facts.shifts[tour.shift].name.lower()
    return f"{tour.post} {shift}" + (f", seat {tour.index + 1}" if tour.index else "")


def refusal_words(refusal: Refusal, facts: Facts) -> str:
    """Return why an officer is not put on a seat, and the least that would have to change."""
    said = [f"{o.message}" for o in refusal.objections]
    if not refusal.objections:
        return f"No never or stop rule speaks against it. {effects(refusal.tiers)}".strip()
    if not refusal.ways:
        return " ".join((*said, "Nothing that the roster or a waiver could change would allow it."))
    ways = []
    for way in refusal.ways:
        parts = []
        if way.gone:
            parts.append("without " + " and ".join(f"{seat_words(t, facts)} on {weekday(t.on)}" for t in way.gone))
        if way.waived:
            parts.append("with a waiver of " + " and ".join(_titles(facts, way.waived)))
        moved = effects(way.tiers)
        ways.append(", ".join(parts) + (f" ({moved})" if moved else ""))
    return " ".join((*said, "Possible " + "; or ".join(ways) + "."))


def _titles(facts: Facts, entries: Iterable[str]) -> list[str]:
    titles = {e.id: rule_of(e.rule).title for e in facts.problem.policy.entries}
    return [f"\u201c{titles.get(entry, entry)}\u201d" for entry in entries]


def choice_words(choice: Choice, facts: Facts) -> str:
    """Return what the best roster would cost without an officer on a seat."""
    said = []
    for n, tier in enumerate(choice.tiers):
        if tier.delta:
            known = "proven" if n < choice.proven else "best found"
            said.append(f"{effect(tier.name, tier.unit, tier.delta, tier.scale)} ({known})")
    instead = ", ".join(facts.name(badge) for badge in choice.instead)
    end = f" Instead: {instead}." if instead else ""
    if said:
        return f"Without {facts.name(choice.badge)} here: {'; '.join(said)}.{end}"
    known = "proven" if choice.is_proven else "as far as was found"
    return f"Without {facts.name(choice.badge)} here the roster would be worth the same ({known}).{end}"


_REMEDIES = {
    RemedyKind.CALL_IN: "take the seat",
    RemedyKind.MOVE: "move here",
    RemedyKind.WAIVE: "waiver",
    RemedyKind.CLOSE: "close",
}


def remedy_lines(remedies: Iterable[Remedy], facts: Facts) -> list[Line]:
    """Return what it would take to fill a seat; waivers and a closed seat are told and never done from here."""
    lines = [Line("heading", "What it would take, best first")]
    for remedy in remedies:
        name = facts.name(remedy.tour.badge) if remedy.tour is not None else "Close the seat by order"
        moved = effects(remedy.tiers)
        parts = [f"{moved}." if moved else "Nothing else changes."]
        if remedy.kind == RemedyKind.MOVE:
            parts.insert(0, f"Leaves {' and '.join(seat_words(t, facts) for t in remedy.gone)}, empty instead.")
        parts += [str(o.message) for o in remedy.waived]
        key = "take" if remedy.kind in (RemedyKind.CALL_IN, RemedyKind.MOVE) else ""
        lines.append(Line("line", name, " ".join(parts), _REMEDIES[remedy.kind], key, remedy if key else None))
    return lines


def rule_set_lines(found: RuleSet) -> list[Line]:
    """Return which rules together keep seats empty."""
    lines = [Line("heading", "Which rules stand in the way"), Line("line", "", found.sentence)]
    for entry in found.entries:
        source = f" ({entry.source.rstrip('.')})" if entry.source else ""
        lines.append(Line("line", entry.entry, f"{entry.message}{source}", entry.severity.value))
    return lines
