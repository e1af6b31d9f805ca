"""Asking the person at the terminal for something secret: never an argument, never an environment variable."""

from __future__ import annotations

import sys
from getpass import getpass

from openevac.cli.session import Session
from openevac.domain.errors import InputError


def ask_secret(session: Session, question: str, /, *, twice: bool = False, **facts: str) -> str:
    """Ask for a passphrase or digits without showing them; from a pipe one line is read.

    `twice` asks again and compares: a new passphrase mistyped once would lock its owner out.
    """
    prompt = f"{session.words.say(question, **facts)}: "
    given = _read(prompt)
    if twice and _read(f"{session.words.say('Once more')}: ") != given:
        raise InputError("The two are not the same.", "Type it again, slowly.", field="passphrase")
    if not given:
        raise InputError("Nothing was typed.", "Type it and press Enter.", field="passphrase")
    return given


def _read(prompt: str) -> str:
    if sys.stdin.isatty():
        return getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")


def ask_line(session: Session, question: str, /, **facts: str) -> str:
    """Ask for one line that may be seen while it is typed; from a pipe one line is read."""
    if sys.stdin.isatty():
        session.err.print(f"{session.words.say(question, **facts)}: ", end="", soft_wrap=True)
    line = sys.stdin.readline()
    if not line:
        raise InputError("The answers ended early.", "Begin again; nothing was kept.", field="input")
    return line.strip()
