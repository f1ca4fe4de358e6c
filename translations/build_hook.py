"""Hatch build hook: compiles translations/*/LC_MESSAGES/messages.po into the wheel."""

from __future__ import annotations

import tempfile
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
        # Not beside the sources: a running program may be reading there.
        self._compiled = tempfile.TemporaryDirectory()
        for source in sorted(Path(self.root, "translations").glob("*/LC_MESSAGES/messages.po")):
            code = source.parent.parent.name
            compiled = Path(self._compiled.name, f"{code}.mo")
            with source.open("rb") as text, compiled.open("wb") as binary:
                write_mo(binary, read_po(text))
            inside = f"fieldtool/translations/{code}/LC_MESSAGES/messages.mo"
            build_data["force_include"][str(compiled)] = inside

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled."""
        del build_data, artifact_path
        if version != "editable":
            self._compiled.cleanup()
