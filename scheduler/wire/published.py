"""The schemas of all forms that others may read or write; no build or check needs them."""

from typing import Any

import msgspec

from scheduler.domain.draws import Draw
from scheduler.domain.events import Event
from scheduler.domain.findings import Report
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Problem
from scheduler.wire import RosterFile
from scheduler.wire.exported import RosterExport
from scheduler.wire.papers import PaperExport
from scheduler.wire.progress import Progress

PUBLISHED: dict[str, type] = {
    "problem": Problem,
    "roster": RosterFile,
    "report": Report,
    "policy": Policy,
    "progress": Progress,
    "event": Event,
    "roster_export": RosterExport,
    "draw": Draw,
    "paper": PaperExport,
}
"""The forms whose schemas stand in `resources/schema/NAME.json`."""


def schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a class of the domain."""
    found = msgspec.json.schema(kind)
    for form in found.get("$defs", {}).values():
        if "properties" in form:
            form["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
