"""`network create-admin`: the first account of the secretariat, made at the server itself."""

import getpass
import sys

from network.centres.actions import staff
from network.kernel.errors import DomainError, Invalid
from network.people import passphrases


async def create_admin(email: str, name: str) -> int:
    """Ask for a passphrase twice (or take one line from standard input) and open the account."""
    passphrase = _ask()
    if passphrase is None:
        print("The two passphrases differ.", file=sys.stderr)
        return 1
    try:
        await passphrases.check(passphrase, second_factor=False, about=[email, name])
        await staff.make_admin(email, name, await passphrases.hashed(passphrase))
    except Invalid as error:
        print(" ".join(error.fields.values()), file=sys.stderr)
        return 1
    except DomainError as error:
        print(error.message, file=sys.stderr)
        return 1
    print(f"{email} can sign in now and sets up a second factor first.")
    return 0


def _ask() -> str | None:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Passphrase: ")
    return first if getpass.getpass("Once more: ") == first else None
