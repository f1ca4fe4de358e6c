"""Hatch build hook: compiles translations/*/LC_MESSAGES/messages.po into the wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Put one compiled catalogue per language under fieldtool/translations/ of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue and name it to the builder."""
        if version == "editable":
            return
        for source in sorted(Path(self.root, "translations").glob("*/LC_MESSAGES/messages.po")):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as text, compiled.open("wb") as binary:
                write_mo(binary, read_po(text))
            inside = compiled.relative_to(self.root).as_posix()
            build_data["force_include"][str(compiled)] = f"fieldtool/{inside}"
