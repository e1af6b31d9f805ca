"""`openevac mission sheet`: the crew's papers of one mission, or the sheet "crew does not answer"."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import MissionNumber
from openevac.cli.written import write_file
from openevac.domain.errors import InputError


def sheet(
    context: typer.Context,
    mission: MissionNumber,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The PDF to write.")],
    no_answer: Annotated[
        bool, typer.Option("--no-answer", help="The sheet “crew does not answer” instead of the crew's paper.")
    ] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Print a mission for the cabin: codes, hours, turn-back times; no names. Or the sheet when a crew is silent."""
    with acting(context, code, machine=machine) as me:
        printed = _no_answer(me, mission) if no_answer else _crew_paper(me, mission)
        write_file(out, printed)
        answer(me.session, {"file": str(out), "bytes": len(printed)}, "Written to {folder}", folder=str(out))


def _crew_paper(me: Acting, mission: str) -> bytes:
    from openevac.reports.crew_sheets import crew_sheets
    from openevac.reports.material import PlanMaterial
    from openevac.services.missions.planning_files import open_planning_files
    from openevac.services.missions.see_papers import see_papers
    from openevac.services.planning_inputs import planning_files_of

    with me.session.progress() as progress:
        progress("Opening the region", 0.1)
        ground = open_planning_files(planning_files_of(me.organisation), datetime.now(UTC))
        seen = see_papers(me.asking(), mission, ground.situation)
        progress("Drawing", 0.5)
        material = PlanMaterial(
            plan=seen.plan, operation=seen.operation, situation=seen.situation, region=ground.region,
            beside=seen.beside,
        )  # fmt: skip
        return crew_sheets(material, me.session.words)


def _no_answer(me: Acting, mission: str) -> bytes:
    from openevac.reports.no_answer_sheet import NoAnswer, no_answer_sheet
    from openevac.services.missions.see_board import see_board
    from openevac.services.missions.see_mission import see_mission, see_sheet

    steps = see_sheet(me.asking(), mission)
    seen = see_mission(me.asking(), mission)
    now = datetime.now(UTC)
    board = see_board(me.asking())
    line = next((one for one in board.missions if one.mission == seen.mission), None)
    if line is None or line.next_contact_at is None:
        raise InputError(
            "No word of this mission is due.", "Print the crew's paper without --no-answer.", field="mission"
        )
    others = tuple(one.mission for one in board.missions if one.mission != seen.mission and one.last_contact_at)
    missing = NoAnswer(
        mission=seen.mission, vehicle=seen.vehicle, crew=seen.crew, crew_size=len(seen.riders),
        people_aboard=len(seen.aboard), last_point=seen.last_point, next_point=seen.next_point,
        heard_at=line.last_contact_at or seen.departs_at, due_at=line.next_contact_at, steps=steps,
        ring=seen.riders, others=others,
    )  # fmt: skip
    banners = ("List of people under fire. Do not forward. Destroy after the trip",)
    return no_answer_sheet(me.session.words, missing, banners=banners, now=now)
