"""Who tells what: alarms ring at this terminal, messages to people go through the program a team has named."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING

from openevac.cli.session import Session
from openevac.domain.records import DeliveryKind

if TYPE_CHECKING:
    from openevac.services.work.deliveries import Teller, ToTell

BELL = "\a"
LONGEST_S = 20.0

_SENTENCES = {
    DeliveryKind.OVERDUE_ALARM: "ALARM: {subject} is late. Open the board now.",
    DeliveryKind.HOLD_RINGS: "Somebody must decide: {subject}.",
    DeliveryKind.RING_AGAIN: "Ring again: {subject}.",
    DeliveryKind.RELATIVE_TOLD: "A relative waits for word: {subject}.",
    DeliveryKind.DRIVER_TOLD: "A driver waits for word: {subject}.",
    DeliveryKind.MISSION_STOPPED: "Stopped: {subject}. Tell those who wait.",
    DeliveryKind.CREW_EVENT: "ALARM: something befell a crew: {subject}. Open the mission now.",
    DeliveryKind.DUTY: "To be done now: {subject}.",
    DeliveryKind.TELL_CREW: "Tell the crew: {subject}.",
    DeliveryKind.ACCESS_CHANGED: "Entry to a place on this way changed: {subject}. Look at the mission again.",
    DeliveryKind.MANY_OPENED: "Many names were opened: {subject}. Ask why.",
}


class TerminalTeller:
    """Says it at the worker's terminal with the bell: code words and numbers only, never a name."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tell(self, message: ToTell) -> None:
        """Say it and ring."""
        from openevac.services.work.deliveries import CannotTell

        try:
            self._session.out.file.write(BELL)
            self._session.say(_SENTENCES[message.kind], style="bold red", subject=message.subject)
            self._session.out.file.flush()
        except (OSError, ValueError) as fault:
            raise CannotTell("terminal_closed", permanent=False) from fault


class ProgramTeller:
    """Hands kind and subject to a program of the team (a siren, a message to the duty phone), by standard input.

    The program gets a code, never a name or a number; exit code 0 means told, 75 try again, anything else give up.
    """

    def __init__(self, program: str) -> None:
        self._program = program

    def tell(self, message: ToTell) -> None:
        """Run the program once."""
        from openevac.services.work.deliveries import CannotTell

        try:
            done = subprocess.run(  # noqa: S603 - the team names this program itself, in its own settings
                [self._program],
                input=f"{message.kind}\n{message.subject}\n".encode(),
                timeout=LONGEST_S,
                capture_output=True,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise CannotTell("program_failed", permanent=False) from fault
        if done.returncode != 0:
            raise CannotTell("program_refused", permanent=done.returncode != os.EX_TEMPFAIL)


def tellers(session: Session) -> Mapping[DeliveryKind, Teller]:
    """Give who tells what: the program of OPENEVAC_TELL where one is named, else this terminal."""
    if session.config.tell_program:
        return {kind: ProgramTeller(session.config.tell_program) for kind in DeliveryKind}
    return dict.fromkeys(DeliveryKind, TerminalTeller(session))
