"""The portal's settings: defaults, then one TOML file, then the environment; read once.

Each setting `name` is the environment's `NETWORK_NAME`. A wrong value stops the start with a
sentence that names the setting, what was given and what is expected.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "NETWORK_"
_LAST_PORT = 65_535
_HOST = re.compile(r"(?!-)[\w-]+(\.(?!-)[\w-]+)*\.?")
DEFAULT_FILE = Path("network.toml")
SECRET_FILE = "secret-key"  # noqa: S105 (a file in the var folder, for when no secret is set)


class SettingsError(Exception):
    """A setting cannot be used; the message says which, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator can choose."""

    base_url: str = "http://127.0.0.1:8000"
    secret_key: str = field(default="", repr=False)
    database_url: str = field(default="sqlite://var/network.db", repr=False)
    var_dir: Path = Path("var")
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    max_body_bytes: int = 2_000_000
    max_concurrency: int = 200
    workers: int = 1
    jobs_inside: bool = True
    pool_size: int = 10
    log_level: str = "info"
    mail_from: str = "Portal <portal@localhost>"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: str = "starttls"
    contact: str = ""
    fetch_allow: tuple[str, ...] = ()
    demo: bool = False

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def hosts(self) -> frozenset[str]:
        """Host names this portal answers to, without ports."""
        return frozenset({urlsplit(self.base_url).hostname or "", *self.allowed_hosts} - {""})

    @property
    def mail_dir(self) -> Path:
        """Where mail is written when no SMTP server is set."""
        return self.var_dir / "mail"


def read(environment: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Read and check all settings; raises SettingsError with a sentence for the operator."""
    environment = os.environ if environment is None else environment
    given = _from_file(file or Path(environment.get(f"{PREFIX}CONFIG", DEFAULT_FILE)))
    given |= {
        f.name: environment[f"{PREFIX}{f.name.upper()}"]
        for f in fields(Settings)
        if f"{PREFIX}{f.name.upper()}" in environment
    }
    settings = Settings(**{name: _parse(name, value) for name, value in given.items()})
    _check(settings)
    kept = settings.var_dir / SECRET_FILE
    if not settings.secret_key and kept.exists():
        return replace(settings, secret_key=kept.read_text(encoding="utf-8").strip())
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML: {error}"
        raise SettingsError(message) from None
    unknown = set(content) - {f.name for f in fields(Settings)}
    if unknown:
        message = f"{path} has settings nobody knows: {', '.join(sorted(unknown))}"
        raise SettingsError(message)
    return content


def _parse(name: str, value: Any) -> Any:
    expected = str(Settings.__dataclass_fields__[name].type)
    try:
        return _PARSERS[expected](value)
    except (KeyError, TypeError, ValueError):
        kind = _KINDS[expected]
        message = f"{PREFIX}{name.upper()} is {value!r}, but has to be {kind}"
        raise SettingsError(message) from None


def _flag(value: Any) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return words[str(value).lower()]


def _names(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(str(part).strip() for part in parts if str(part).strip())


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value.strip()


def _number(value: Any) -> int:
    number = int(value)
    if number < 0:
        raise ValueError
    return number


_PARSERS: dict[str, Callable[[Any], Any]] = {
    str(str): _text,
    str(int): _number,
    str(bool): _flag,
    str(Path): Path,
    str(tuple[str, ...]): _names,
}
_KINDS = {
    str(str): "text",
    str(int): "a whole number",
    str(bool): "true or false",
    str(Path): "a folder",
    str(tuple[str, ...]): "a list of names parted by commas",
}


def _check(settings: Settings) -> None:
    checks = (
        (
            urlsplit(settings.base_url).scheme in {"http", "https"} and bool(settings.hosts),
            "BASE_URL has to be an address such as https://portal.example.org",
        ),
        (
            settings.database_url.startswith(("sqlite://", "postgres://", "postgresql://")),
            "DATABASE_URL has to begin with sqlite:// or postgres://",
        ),
        (
            settings.smtp_tls in {"starttls", "tls", "none"},
            "SMTP_TLS has to be starttls, tls or none",
        ),
        (
            settings.log_level in {"debug", "info", "warning", "error"},
            "LOG_LEVEL has to be debug, info, warning or error",
        ),
        (0 < settings.smtp_port <= _LAST_PORT, "SMTP_PORT has to lie between 1 and 65535"),
        (settings.workers > 0, "WORKERS has to be at least 1"),
        (
            settings.workers == 1 or not settings.is_sqlite,
            "WORKERS has to be 1 with SQLite; several processes need PostgreSQL",
        ),
        ("@" in settings.mail_from, "MAIL_FROM has to hold an e-mail address"),
        (
            all(map(_is_place, settings.fetch_allow)),
            "FETCH_ALLOW has to list hosts: calendar.example.org, 10.0.0.5:8443 or 10.1.0.0/16",
        ),
    )
    for holds, message in checks:
        if not holds:
            raise SettingsError(PREFIX + message)


def _is_place(text: str) -> bool:
    """Whether this is a host name, an address or a network; the first two with a port if need be.

    What has no letter is not taken for a name: it would be an address with a slip.
    """
    if _is_network(text):
        return True
    name, _, port = text.rpartition(":") if text.count(":") == 1 or "]" in text else (text, "", "")
    if port and not (port.isdecimal() and 0 < int(port) <= _LAST_PORT):
        return False
    is_name = bool(_HOST.fullmatch(name)) and re.search(r"[^\W\d_]", name) is not None
    return is_name or ("/" not in name and _is_network(name))


def _is_network(text: str) -> bool:
    try:
        ip_network(text.removeprefix("[").removesuffix("]"), strict=False)
    except ValueError:
        return False
    return True
