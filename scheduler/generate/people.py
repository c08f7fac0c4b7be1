"""Made-up staff: badges, seniority, qualifications, leave, willingness. All of it is drawn, about nobody."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.people import Held, Leave, Officer, Qualification, Willingness, Wish
from scheduler.domain.site import OfficerName
from scheduler.domain.words import Badge, FacilityId, QualificationCode, SquadCode, StaffClass

QUALIFICATIONS = (
    Qualification(code=QualificationCode("CUSTODY"), name="Custody post certified"),
    Qualification(code=QualificationCode("PREA"), name="PREA training current (28 CFR 115.31)"),
    Qualification(code=QualificationCode("SUPERVISOR"), name="Shift supervisor"),
    Qualification(code=QualificationCode("SCO"), name="Senior correctional officer"),
    Qualification(code=QualificationCode("ARMED"), name="Armed post, firearm current"),
    Qualification(code=QualificationCode("CONTROL"), name="Control room certificate"),
    Qualification(code=QualificationCode("BOOKING"), name="Booking and fingerprinting"),
    Qualification(code=QualificationCode("MH"), name="Mental-health observation"),
    Qualification(code=QualificationCode("SPECIAL"), name="Selected for special housing"),
    Qualification(code=QualificationCode("CDL"), name="Commercial driving licence"),
    Qualification(code=QualificationCode("CERT"), name="Emergency response team"),
    Qualification(code=QualificationCode("FTO"), name="Field training officer"),
)

# fmt: off
_SURNAMES = (
    "Abara", "Alvarez", "Ames", "Bell", "Brandt", "Brooks", "Castillo", "Chen", "Cole", "Cruz", "Diaz",
    "Dorsey", "Edwards", "Ellis", "Farah", "Fischer", "Flores", "Ford", "Gomez", "Grant", "Greer",
    "Hall", "Hayes", "Hughes", "Ibarra", "Ingram", "Jensen", "Joyce", "Kaur", "Kelly", "Kim", "Knox",
    "Lang", "Lopez", "Lowe", "Marsh", "Mbeki", "Meyer", "Moore", "Nash", "Nolan", "Novak", "Okoro",
    "Ortiz", "Owens", "Park", "Perez", "Pham", "Quinn", "Ramos", "Reyes", "Ross", "Sato", "Shaw",
    "Silva", "Stone", "Tate", "Torres", "Tran", "Upton", "Vance", "Vega", "Walsh", "Ward", "Webb",
    "Wolfe", "Yates", "Young", "Zamora", "Zhou",
)
# fmt: on


class Staff:
    """Collects made-up officers with their names. All choices come from the random source that is passed in."""

    def __init__(self, facility: FacilityId, first: date, rng: random.Random) -> None:
        self._facility = facility
        self._first = first
        self._random = rng
        self.officers: list[Officer] = []
        self.names: list[OfficerName] = []

    def add(
        self,
        squad: SquadCode | None,
        codes: Iterable[str],
        staff_class: StaffClass = StaffClass.SWORN,
        *,
        is_probationary: bool = False,
    ) -> Badge:
        """Add an officer of a squad with the given qualifications and return the badge."""
        number = len(self.officers)
        badge = Badge(f"{1001 + number}")
        years = 0.3 if is_probationary else min(24.0, self._random.expovariate(1 / 7.0) + 0.8)
        training = self._first + timedelta(days=self._random.randrange(45, 730))
        held = [Held(qualification=QualificationCode(code)) for code in codes if code != "PREA"]
        if "PREA" in codes:
            held.append(Held(qualification=QualificationCode("PREA"), expires=training))
        self.officers.append(
            Officer(
                badge=badge,
                facility=self._facility,
                staff_class=staff_class,
                seniority=self._first - timedelta(days=int(years * 365)),
                tie_breaker=number,
                squad=squad,
                qualifications=tuple(held),
                is_probationary=is_probationary,
            )
        )
        surname = _SURNAMES[number % len(_SURNAMES)]
        initial = "ABCDEFGHJKLMNPRSTVWY"[(number * 7 + number // len(_SURNAMES) * 3) % 20]
        self.names.append(OfficerName(badge=badge, name=f"{surname} {initial}"))
        return badge

    def add_squad(self, squad: SquadCode, size: int, needs: dict[str, int]) -> list[Badge]:
        """Add `size` custody officers; `needs` says how many of them hold each further qualification.

        The holders of each qualification are drawn one by one, those with fewest qualifications first, so that no post
        depends on the same few people.
        """
        codes: list[list[str]] = [["CUSTODY", "PREA"] for _ in range(size)]
        for code, count in needs.items():
            order = sorted(range(size), key=lambda i: (len(codes[i]), self._random.random()))
            for i in order[: min(count, size)]:
                codes[i].append(code)
        return [self.add(squad, held) for held in codes]

    def let_training_lapse(self, badges: Iterable[Badge]) -> None:
        """Let the PREA training of some officers expire within 30 days of the first date."""
        chosen = set(badges)
        for i, officer in enumerate(self.officers):
            if officer.badge in chosen:
                soon = self._first + timedelta(days=self._random.randrange(8, 30))
                held = tuple(
                    replace(h, expires=soon) if h.qualification == "PREA" else h for h in officer.qualifications
                )
                self.officers[i] = replace(officer, qualifications=held)


AWAY_AT_ONCE = 2
"""Officers of one squad who may be on leave on the same date."""


def draw_leave(officers: Iterable[Officer], clock: Clock, first: date, days: int, rng: random.Random) -> list[Leave]:
    """Draw leave for about 12 in 100 officer-days: a block of 3 to 9 dates, few at once in a squad."""
    found: list[Leave] = []
    away: dict[tuple[SquadCode, date], int] = {}
    for officer in officers:
        if officer.squad is None or rng.random() > 0.75 * days / 28:
            continue
        length = rng.randrange(3, 10)
        begin = first + timedelta(days=rng.randrange(-2, max(days - 3, 1)))
        dates = [begin + timedelta(days=n) for n in range(length)]
        if any(away.get((officer.squad, on), 0) >= AWAY_AT_ONCE for on in dates):
            continue
        for on in dates:
            away[officer.squad, on] = away.get((officer.squad, on), 0) + 1
        end = begin + timedelta(days=length)
        found.append(Leave(badge=officer.badge, start=clock.midnight(begin), end=clock.midnight(end)))
    return found


def draw_willingness(officers: Iterable[Officer], first: date, days: int, rng: random.Random) -> list[Willingness]:
    """Draw who volunteers for overtime when: 45 in 100 officers, a week or two at a time."""
    found = []
    for officer in officers:
        if officer.squad is not None and rng.random() < 0.45:
            begin = first + timedelta(days=rng.randrange(0, max(days - 6, 1)))
            last = begin + timedelta(days=rng.choice((6, 13, 20)))
            found.append(Willingness(badge=officer.badge, first=begin, last=last))
    return found


def draw_wishes(officers: Iterable[Officer], first: date, days: int, rng: random.Random, count: int) -> list[Wish]:
    """Draw `count` wishes for a date off."""
    chosen = rng.sample([o for o in officers if o.squad is not None], count)
    return [
        Wish(badge=o.badge, on=first + timedelta(days=rng.randrange(days)), shift=None, wants=False, weight=1)
        for o in chosen
    ]
