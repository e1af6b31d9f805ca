"""Who tells what: each kind has a sentence, programs of a team get a code and no more, failures are told apart."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from rich.console import Console

from openevac.cli.record import telling
from openevac.cli.session import Session
from openevac.config import Config
from openevac.domain.records import DeliveryKind
from openevac.reports.words import Words


def session(language: str = "en", program: str = "") -> tuple[Session, io.StringIO]:
    said = io.StringIO()
    config = Config(home=Path("nowhere"), language=language, tell_program=program)
    return Session(Words(language), config, Console(file=said, width=200), Console(file=io.StringIO())), said


def message(kind: DeliveryKind) -> Any:
    from openevac.services.work.deliveries import ToTell

    return ToTell(id=uuid4(), organisation="dopomoha", kind=kind, subject="mission:В-7", attempts=0)


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("kind", DeliveryKind)
def test_every_kind_is_said_at_the_terminal_with_the_bell(kind: DeliveryKind, language: str) -> None:
    given, said = session(language)
    telling.tellers(given)[kind].tell(message(kind))
    assert said.getvalue().startswith("\a")
    assert "mission:В-7" in said.getvalue()
    english = telling._SENTENCES[kind].split("{")[0]
    assert (english in said.getvalue()) is (language == "en")


def program(folder: Path, code: int) -> str:
    path = folder / f"tell-{code}"
    path.write_text(f'#!/bin/sh\ncat > "{folder}/heard"\nexit {code}\n')
    path.chmod(0o755)
    return str(path)


def test_a_program_hears_kind_and_code_on_its_standard_input(tmp_path: Path) -> None:
    given, _ = session(program=program(tmp_path, 0))
    telling.tellers(given)[DeliveryKind.OVERDUE_ALARM].tell(message(DeliveryKind.OVERDUE_ALARM))
    assert (tmp_path / "heard").read_text() == "overdue_alarm\nmission:В-7\n"


@pytest.mark.parametrize(("code", "permanent"), [(75, False), (1, True)])
def test_a_program_says_whether_trying_again_helps(tmp_path: Path, code: int, *, permanent: bool) -> None:
    from openevac.services.work.deliveries import CannotTell

    given, _ = session(program=program(tmp_path, code))
    with pytest.raises(CannotTell) as told:
        telling.tellers(given)[DeliveryKind.DUTY].tell(message(DeliveryKind.DUTY))
    assert told.value.permanent is permanent


def test_a_program_that_is_not_there_is_tried_again(tmp_path: Path) -> None:
    from openevac.services.work.deliveries import CannotTell

    given, _ = session(program=str(tmp_path / "missing"))
    with pytest.raises(CannotTell) as told:
        telling.tellers(given)[DeliveryKind.DUTY].tell(message(DeliveryKind.DUTY))
    assert not told.value.permanent


def test_a_closed_terminal_is_no_telling() -> None:
    from openevac.services.work.deliveries import CannotTell

    given, said = session()
    said.close()
    closed = replace(given)
    with pytest.raises(CannotTell):
        telling.tellers(closed)[DeliveryKind.DUTY].tell(message(DeliveryKind.DUTY))
