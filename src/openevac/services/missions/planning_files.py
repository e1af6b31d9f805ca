"""What a plan rests on outside the database: the region pack, the situation file and the policy, named once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.operation import Dial, Policy
from openevac.domain.situation import Situation
from openevac.feeds.operation_file import OperationFile
from openevac.feeds.situation_file import read_situation
from openevac.feeds.typed_files import build, read_tree
from openevac.roads.region import Region, open_region
from openevac.store.convert.hours import moment_on


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningGround:
    """Region, situation as the files tell it, and the policy whose dates are moved to the day that is planned."""

    region: Region
    situation: Situation
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChoices:
    """What a coordinator chooses for one plan; None leaves it as the policy file has it. Times are local."""

    dial: Dial | None = None
    departure_early: time | None = None
    departure_late: time | None = None
    max_exposure_per_trip: float | None = None
    max_exposure_per_person: float | None = None


def open_planning_files(files: dict[str, str], at: datetime) -> PlanningGround:
    """Open the files an organisation named: "region", "situation" and, if there is one, "operation"."""
    for key in ("region", "situation"):
        if not files.get(key):
            raise InputError(
                "This organisation has named no {key} for planning.",
                "Name the region pack and the situation file once, then plan again.",
                field=key,
                key=key,
            )
    policy = Policy()
    if files.get("operation"):
        path = Path(files["operation"])
        policy = build(read_tree(path), OperationFile, file=path.name).policy
    region = open_region(Path(files["region"]))
    return PlanningGround(region=region, situation=read_situation(Path(files["situation"]), at), policy=policy)


def policy_of_day(base: Policy, choices: PolicyChoices, day: date, zone: ZoneInfo) -> Policy:
    """Give the policy for one day: the file's hours of departure moved to that day, and what was chosen laid over."""
    early = choices.departure_early or _time_of(base.departure_early, zone)
    late = choices.departure_late or _time_of(base.departure_late, zone)
    chosen: dict[str, Any] = {
        "dial": choices.dial,
        "max_exposure_per_trip": choices.max_exposure_per_trip,
        "max_exposure_per_person": choices.max_exposure_per_person,
    }
    return replace(
        base,
        departure_early=None if early is None else moment_on(day, early, zone),
        departure_late=None if late is None else moment_on(day, late, zone),
        **{name: value for name, value in chosen.items() if value is not None},
    )


def _time_of(moment: datetime | None, zone: ZoneInfo) -> time | None:
    return None if moment is None else moment.astimezone(zone).time()
