"""The `network` command."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from network import settings as configuration
from network.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        settings = configuration.read()
    except configuration.SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    run: Callable[[Settings, argparse.Namespace], int] = given.run
    return run(settings, given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="network", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[..., int], about: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=about, description=about)
        found.set_defaults(run=run)
        return found

    demo = command("demo", _demo, "load the demonstration network and serve it on this machine")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--reset", action="store_true", help="start over")
    demo.add_argument("--load-only", action="store_true", help="load, but do not serve")
    serve = command("serve", _serve, "serve the portal")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    command("worker", _worker, "run the periodic jobs in a process of their own")
    command("migrate", _migrate, "bring the database to today's schema")
    command("check", _check, "say what is misconfigured for production")
    copy = command("backup", _backup, "copy the database while the portal runs")
    copy.add_argument("file", type=Path)
    back = command("restore", _restore, "bring a copy back and check it")
    back.add_argument("file", type=Path)
    back.add_argument("--replace", action="store_true", help="put it in place of what is there")
    _add_admin(command("create-admin", _create_admin, "open an account of the secretariat"))
    _add_content(command)
    _add_calendars(command("calendars", _calendars, "look into calendars elsewhere"))
    _add_upkeep(command)
    return parser


def _add_content(command: Callable[..., argparse.ArgumentParser]) -> None:
    """What works on texts."""
    _add_import(command("import", _import, "bring in a file"))
    _add_export(command("export", _export, "write out what is published"))
    _add_search(command("search", _search, "answer a query as somebody would see it"))
    _add_guard(command("guard", _guard, "look for client data"))
    _add_instruments(command("instruments", _instruments, "look into files of instruments"))


def _add_admin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("--name", required=True)


def _add_docs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, default=Path("docs"))


def _add_upkeep(command: Callable[..., argparse.ArgumentParser]) -> None:
    _add_rebuild(command("rebuild", _rebuild, "make again what follows from other things"))
    _add_docs(command("docs", _docs, "write the documents printed from the code"))


def _add_guard(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, dest="what")
    check = kinds.add_parser("check", help="in an archive, one JSON object a line")
    check.add_argument("file", help="JSON lines with id, lang and text; - for standard input")


def _add_instruments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, dest="what")
    check = kinds.add_parser("check", help="say what is wrong in one, and what is missing")
    check.add_argument("file", type=Path)


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="?", default="")
    parser.add_argument("--as", dest="email", default="", help="the person's e-mail address")
    parser.add_argument("--lang", default="en", help="the language they prefer")
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument("--queries", type=Path, help="JSON lines with id, lang and text")


def _add_rebuild(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, dest="what")
    kinds.add_parser("calendars", help="entries that are missing, from the recorded facts")
    index = kinds.add_parser("search", help="everything that can be searched")
    index.add_argument("--resume", action="store_true", help="go on where the last one stopped")


def _add_calendars(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, dest="what")
    busy = kinds.add_parser("busy", help="when one keeps its owner busy, as JSON in UTC")
    busy.add_argument("url")
    busy.add_argument("--from", required=True, dest="first", metavar="ISO")
    busy.add_argument("--to", required=True, dest="last", metavar="ISO")
    busy.add_argument("--zone", default="UTC", help="the owner's time zone")
    busy.add_argument("--mail", default="", help="the owner's address, for declined invitations")


def _add_import(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, dest="what")
    centres = kinds.add_parser("centres", help="centres from a CSV file, as unlisted drafts")
    centres.add_argument("file", type=Path)
    centres.add_argument("--dry-run", action="store_true", help="only say what would happen")
    centres.add_argument("--duplicates", choices=("skip", "update", "fill"), default="skip")
    centres.add_argument("--leave-out-broken", action="store_true")
    centres.add_argument("--errors", type=Path, help="write the broken rows to this file")
    items = kinds.add_parser("knowledge", help="knowledge items from JSON lines, as published")
    items.add_argument("file", type=Path)
    items.add_argument("--dry-run", action="store_true", help="only say what would happen")
    items.add_argument("--level", choices=("S0", "S1"), default="S1", help="who may read new ones")
    items.add_argument("--errors", type=Path, help="write the broken lines to this file")
    undo = kinds.add_parser("undo", help="take an import back")
    undo.add_argument("id")


def _add_export(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(required=True, dest="what")
    items = kinds.add_parser("knowledge", help="published knowledge items, one JSON object a line")
    items.add_argument("file", type=Path, nargs="?", help="standard output if not given")
    items.add_argument("--levels", nargs="+", choices=("S0", "S1", "S2"), default=["S0", "S1"])


def _demo(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import demo  # noqa: PLC0415 (each command loads only what it needs)

    return demo.run(settings, given.port, reset=given.reset, load_only=given.load_only)


def _serve(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import running  # noqa: PLC0415

    return running.serve(settings, given.host, given.port)


def _worker(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import running  # noqa: PLC0415

    del given
    return running.work(settings)


def _migrate(settings: Settings, given: argparse.Namespace) -> int:
    from network.db.migrate import migrate  # noqa: PLC0415

    del given
    done = asyncio.run(migrate(settings))
    sys.stdout.write("\n".join(f"applied {n}" for n in done) or "The schema is up to date.")
    sys.stdout.write("\n")
    return 0


def _check(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import checking  # noqa: PLC0415

    del given
    return checking.check(settings)


def _backup(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import copies  # noqa: PLC0415

    return copies.backup(settings, given.file)


def _restore(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import copies  # noqa: PLC0415

    return copies.restore(settings, given.file, replace=given.replace)


def _create_admin(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import admins  # noqa: PLC0415

    return _with_database(settings, lambda: admins.create_admin(given.email, given.name))


def _import(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import bringing_in  # noqa: PLC0415

    if given.what == "knowledge":
        return _import_knowledge(settings, given)
    if given.what == "undo":
        return _with_database(settings, lambda: bringing_in.undo_import(given.id))
    return _with_database(
        settings,
        lambda: bringing_in.import_centres(
            given.file,
            duplicates=given.duplicates,
            dry_run=given.dry_run,
            leave_out_broken=given.leave_out_broken,
            errors=given.errors,
        ),
    )


def _import_knowledge(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import knowledge  # noqa: PLC0415

    return _with_database(
        settings,
        lambda: knowledge.import_knowledge(
            given.file, level=given.level, dry_run=given.dry_run, errors=given.errors
        ),
    )


def _export(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import knowledge  # noqa: PLC0415

    return _with_database(
        settings, lambda: knowledge.export_knowledge(given.file, levels=given.levels)
    )


def _guard(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import guarding  # noqa: PLC0415

    del settings
    return guarding.check(given.file)


def _instruments(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import instruments  # noqa: PLC0415

    del settings
    return instruments.check(given.file)


def _search(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import searching  # noqa: PLC0415

    queries = [searching.Query(given.query, given.lang)]
    if given.queries:
        try:
            queries = searching.read(given.queries)
        except (OSError, ValueError) as error:
            sys.stderr.write(f"{error}\n")
            return 2
    return _with_database(
        settings,
        lambda: searching.find(
            queries, given.email, as_json=given.as_json, is_file=bool(given.queries)
        ),
    )


def _calendars(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import calendars  # noqa: PLC0415

    span = (given.first, given.last)
    return asyncio.run(calendars.busy(settings, given.url, span, given.zone, given.mail))


def _rebuild(settings: Settings, given: argparse.Namespace) -> int:
    from network.commands import rebuilding  # noqa: PLC0415

    if given.what == "calendars":
        return _with_database(settings, rebuilding.rebuild_calendars)
    return _with_database(settings, lambda: rebuilding.rebuild_search(go_on=given.resume))


def _docs(settings: Settings, given: argparse.Namespace) -> int:
    from network.app import configure  # noqa: PLC0415
    from network.commands import describing  # noqa: PLC0415

    del settings, configure
    return describing.write(given.folder)


def _with_database(settings: Settings, run: Callable[[], Awaitable[int]]) -> int:
    """Run something against the migrated database, with everything a process needs."""
    from network.app import configure  # noqa: PLC0415
    from network.db.migrate import migrate  # noqa: PLC0415
    from network.db.setup import close_database, open_database  # noqa: PLC0415

    async def whole() -> int:
        await migrate(settings)
        configure(settings)
        await open_database(settings)
        try:
            return await run()
        finally:
            await close_database()

    return asyncio.run(whole())


if __name__ == "__main__":
    sys.exit(main())
