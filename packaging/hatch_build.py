"""Build hook: ships resources/ inside the wheel as scheduler/_resources.

A hook rather than a static table because an editable install must not copy the folder:
there, scheduler.locate reads resources/ in the source tree.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface):
    """Adds the data folder to real wheels only."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Map resources/ into the package before the files are collected."""
        if version != "editable" and (Path(self.root) / "resources").is_dir():
            build_data["force_include"]["resources"] = "scheduler/_resources"
