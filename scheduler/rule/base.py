"""What every rule is: a key, a config, and five methods. The rules themselves live in `scheduler.rules`, one a file."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Severity
from scheduler.rule.frame import Frame
from scheduler.rule.terms import Term
from scheduler.rule.view import Scope, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What a rule's check found, before policy says how grave it is; fields as in `Finding`."""

    cells: tuple[Cell, ...]
    measured: int
    limit: int
    amount: int = 1
    detail: dict[str, str | int] = field(default_factory=dict)


class Rule(ABC):
    """A rule of the field. Stateless: all numbers come in as `config`, an instance of the class's `Config`.

    Class attributes:
        key: Stored in databases and never renamed.
        title: Short name on screens.
        unit: Unit of `measured` and `limit` in findings.
        price_unit: Unit of `amount`, what one point of weight is paid for.
        Config: Frozen dataclass whose fields are made with `scheduler.rule.config.setting`; given as the class
            argument `config`, so that the module's own name `Config` stays a type in annotations.
        is_worst_per_officer: A tier counts only the largest amount of each officer (else the sum of all).
        severities: What policy may make of the rule's findings.
        judged_by: What an edit must touch to change a breach. "officer": tours of the officer in its first cell, and
            nobody else's; "date": tours that start on its first cell's date, whoever works them; "both": the rule has
            breaches that name an officer in the first cell, which go by officer, and others that name none, which go
            by date. The check that follows edits judges again only what is touched.
        reach_days: Only where not judged by officer: tours that start up to so many dates before or after that of a
            breach bear upon it too.
        is_only_priced: All its terms are prices for the engine, never hard limits (`Cover`, `Crew`, `Order`, `Price`,
            `Wanted`): an entry that should steer a build then has to name a tier.
        is_apart: Its terms take long, and all of them are `Rows`. These bound what work adds up to and close no cell by
            themselves, so the engine may have them worked out in a second process.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    unit: ClassVar[str]
    price_unit: ClassVar[str] = "breaches"
    Config: ClassVar[type]
    is_worst_per_officer: ClassVar[bool] = False
    severities: ClassVar[tuple[Severity, ...]] = (Severity.STOP, Severity.ASK, Severity.SHOW, Severity.PRICED)
    judged_by: ClassVar[Literal["officer", "date", "both"]] = "officer"
    reach_days: ClassVar[int] = 0
    is_only_priced: ClassVar[bool] = False
    is_apart: ClassVar[bool] = False

    def __init_subclass__(cls, config: type | None = None) -> None:
        super().__init_subclass__()
        if config is not None:
            cls.Config = config

    @abstractmethod
    def describe(self, config: Any) -> Message:
        """Return one sentence for the settings page and the printed policy."""

    @abstractmethod
    def terms(self, frame: Frame, config: Any, scope: Scope) -> tuple[Term, ...]:
        """Return what the rule forbids, bounds or prices in the scope, as arrays."""

    @abstractmethod
    def check(self, view: View, config: Any, scope: Scope) -> tuple[Breach, ...]:
        """Return all breaches in the scope. Shares nothing with `terms` but facts of the domain."""

    @abstractmethod
    def explain(self, finding: Finding) -> Message:
        """Return the finding in words that a sergeant would use: number, unit, limit."""
