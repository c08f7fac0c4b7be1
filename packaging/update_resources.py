"""Writes the files in resources/ that are made from code: JSON Schemas, workbook documentation, template, rules' pages.

Run it from the root of the repository after a change of forms or columns; a test fails while it has not been run.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.rule_pages import page_of, pages_folder  # noqa: E402

from scheduler.exchange.guide import workbook_guide, write_template  # noqa: E402
from scheduler.rules import RULES  # noqa: E402
from scheduler.wire.published import PUBLISHED, schema  # noqa: E402


def main() -> None:
    """Write all of them."""
    resources = ROOT / "resources"
    for folder in ("schema", "docs", "demo"):
        (resources / folder).mkdir(parents=True, exist_ok=True)
    for name, kind in PUBLISHED.items():
        text = json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"
        (resources / "schema" / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")
    (resources / "docs" / "workbook.md").write_text(workbook_guide(), encoding="utf-8", newline="\n")
    for rule in RULES:
        page = pages_folder() / f"{rule.key}.md"
        now = page.read_text("utf-8") if page.exists() else ""
        page.write_text(page_of(rule, now), encoding="utf-8", newline="\n")
    write_template(resources / "demo" / "template.xlsx")


if __name__ == "__main__":
    main()
