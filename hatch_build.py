"""Builds the wheel: compiles the catalogues and takes templates, styles and locales along."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("templates", "static", "locales")


class Hook(BuildHookInterface[Any]):
    """Editable installs read the folders of the checkout; wheels carry copies."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        for source in root.glob("locales/*/LC_MESSAGES/*.po"):
            with source.open("rb") as file:
                catalogue = read_po(file)
            with source.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalogue)
        for folder in FOLDERS:
            build_data["force_include"][str(root / folder)] = f"network/_data/{folder}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del version, build_data, artifact_path
        for compiled in Path(self.root).glob("locales/*/LC_MESSAGES/*.mo"):
            compiled.unlink()
