"""Collects the words to translate into locales/, keeping every translation there is."""

import subprocess
import sys
from pathlib import Path

_BABEL = [sys.executable, "-m", "babel.messages.frontend"]
_POT = "locales/messages.pot"
_LANGUAGES = ("fr", "ar")


def _run(*arguments: str) -> None:
    subprocess.run([*_BABEL, *arguments], check=True, stderr=subprocess.DEVNULL)


def extract(target: str) -> None:
    """Write all words of code, templates and taxonomies to a file."""
    _run(
        "extract", "--mapping-file=pyproject.toml", "--no-location", "--sort-output",
        "--omit-header", "--keywords=lazy", f"--output-file={target}", ".",
    )  # fmt: skip


def main() -> None:
    extract(_POT)
    for language in _LANGUAGES:
        target = Path(f"locales/{language}/LC_MESSAGES/messages.po")
        if not target.exists():
            _run("init", f"--input-file={_POT}", "--output-dir=locales", f"--locale={language}")
        _run(
            "update", f"--input-file={_POT}", "--output-dir=locales", f"--locale={language}",
            "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date",
            "--width=100",
        )  # fmt: skip


if __name__ == "__main__":
    main()
