"""The template environment: strict, escaping, translated, with the few helpers pages need."""

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.lists import format_list
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from network.kernel import clock, i18n, languages, moments, taxonomy, words, zones
from network.kernel.resources import resource
from network.web.assets import static
from network.web.routing import path_for


@functools.cache
def environment() -> Environment:
    """Jinja2, escaping in everything but the plain text of mails."""
    env = Environment(
        loader=FileSystemLoader(resource("templates")),
        autoescape=_escapes,  # noqa: S701 (everything but plain text)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        _raw_gettext, _raw_ngettext, newstyle=True, pgettext=i18n.pgettext
    )
    env.globals.update(
        gettext=_gettext,
        ngettext=_ngettext,
        path_for=path_for,
        static=static,
        offline_style=offline_style,
        now=clock.now,
        language=i18n.language,
        languages=i18n.LANGUAGES,
        comma=i18n.comma,
        direction=i18n.direction,
        own_name=i18n.own_name,
        language_name=languages.name,
        term=taxonomy.label,
        moments=moments,
    )
    env.filters.update(
        day=moments.day,
        short_day=moments.short_day,
        ago=moments.ago,
        number=format_number,
        join_words=join_words,
        paragraphs=paragraphs,
        language_name=languages.name,
        term=taxonomy.label,
        series=i18n.series,
    )
    env.policies["ext.i18n.trimmed"] = True
    return env


@functools.cache
def offline_style() -> Markup:
    """The style sheet to stand within a saved page, which has nothing beside it."""
    sheet = (resource("static") / "css" / "export.css").read_text(encoding="utf-8")
    return Markup(f"<style>\n{sheet}</style>")  # noqa: S704 (a file of ours)


def _escapes(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


def _raw_gettext(message: str) -> str:
    return i18n.translations(i18n.language()).gettext(message)


def _raw_ngettext(singular: str, plural: str, n: int) -> str:
    return i18n.translations(i18n.language()).ngettext(singular, plural, n)


@pass_context
def _gettext(context: Context, message: str, **values: Any) -> str:
    return _filled(context, _raw_gettext(message), values)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, n: int, /, **values: Any) -> str:
    return _filled(context, _raw_ngettext(singular, plural, n), {"num": n, **values})


def _filled(context: Context, text: str, values: Mapping[str, Any]) -> str:
    """As Jinja fills a message, with numbers written as everywhere else."""
    return (Markup(text) if context.eval_ctx.autoescape else text) % i18n.written(values)  # noqa: S704 (our own text; what fills it is escaped)


def render_text(template: str, context: Mapping[str, Any]) -> str:
    """Render a template that is no page, such as a mail."""
    return environment().get_template(template).render(context)


def format_number(value: float) -> str:
    """A number as the reader's locale writes it, in Latin digits."""
    return i18n.number(value)


def join_words(items: list[str]) -> str:
    """Several things as one phrase: a, b and c."""
    return format_list([str(item) for item in items], locale=i18n.locale())


def paragraphs(text: str) -> Markup:
    """Plain text with its paragraphs and line ends kept; everything in it is escaped."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    inner = [Markup("<br>").join(block.split("\n")) for block in blocks if block]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in inner)


def marked(text: str, forms: frozenset[str], language: str, around: int = 220) -> Markup:
    """The piece of a text around the first word that was found, with all such words marked."""
    start, end = _around(text, forms, language, around)
    body = Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if hit else escape(piece)
        for piece, hit in words.marked(text[start:end], forms, language)
    )
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(before, body, after)


def _around(text: str, forms: frozenset[str], language: str, length: int) -> tuple[int, int]:
    """Where the piece around the first word found begins and ends, between two words if it can."""
    if len(text) <= length:
        return 0, len(text)
    first = words.first_matched(text, forms, language)
    start = max(0, first - length // 2)
    end = min(len(text), start + length)
    if start:
        start = max(start, text.find(" ", start, first) + 1)
    if end < len(text):
        last = text.rfind(" ", max(start, end - length // 4), end)
        end = last if last > first else end
    return start, end


def hours_of(at: datetime, zone: str) -> float:
    """The hour of the day on a zone's clocks, for drawing."""
    wall = at.astimezone(zones.zone(zone))
    return wall.hour + wall.minute / 60
