"""Logs as JSON lines: what happened, never who from where, never a token or a text."""

import json
import logging
import sys
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TextIO

import orjson

_OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class _Note(logging.LogRecord):
    """A record that remembers which fields are its own, so that nobody has to look for them."""

    def __init__(self, name: str, message: str, fields: dict[str, Any]) -> None:
        super().__init__(name, logging.INFO, "", 0, message, None, None)
        vars(self).update(fields)
        self.fields = fields


class JsonLines(logging.Formatter):
    """One JSON object a line; control characters are escaped, so a line cannot be forged."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "at": _at(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= record.fields if isinstance(record, _Note) else _given(record)
        if record.exc_info and record.exc_info[0]:
            entry["error"] = record.exc_info[0].__name__
            entry["where"] = _where(record)
        return _written(entry)


class _Lines(logging.StreamHandler[TextIO]):
    """Writes to a stream that passes on each whole line by itself, as standard error does."""

    def flush(self) -> None:
        """Nothing is left to pass on."""


def _written(entry: dict[str, Any]) -> str:
    """As JSON in ASCII alone, the quick way if that will do."""
    try:
        line = orjson.dumps(entry, default=str)
    except TypeError:  # half a character, or a number of many digits
        line = b"\xff"
    return line.decode() if line.isascii() else json.dumps(entry, default=str)


def _given(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _at(instant: float) -> str:
    seconds, rest = divmod(int(instant * 1_000), 1_000)
    return f"{_second(seconds)}.{rest:03}+00:00"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]


def _where(record: logging.LogRecord) -> list[str]:
    """The path through our code to an error, without its message, which may hold input."""
    found = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]


def note(log: logging.Logger, message: str, fields: dict[str, Any]) -> None:
    """Log at level INFO with these fields: what every request pays, so cheaper than usual."""
    if log.isEnabledFor(logging.INFO):
        log.handle(_Note(log.name, message, fields))


def set_up(level: str) -> None:
    """Send all logs to standard error as JSON lines."""
    handler = _Lines(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for quiet in ("uvicorn.access", "tortoise", "aiosqlite", "httpx", "httpcore", "asyncio"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
