"""Who counts as available: rules behind which nothing is told."""

AVAILABILITY = frozenset({"restriction", "cool_down", "documents_read", "mandate_exemption"})
"""Keys of the rules that count as plain availability: given, and never part of a rule set."""

WORDLESS = AVAILABILITY | {"qualification"}
"""Keys of the rules of which no more is said than that an officer is not eligible."""
