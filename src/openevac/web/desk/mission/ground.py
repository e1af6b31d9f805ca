"""The ground papers and plans are made on: the region as pages keep it, the situation and the policy read fresh."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest

from openevac.domain.errors import InputError
from openevac.domain.operation import Policy
from openevac.feeds.operation_file import OperationFile
from openevac.feeds.situation_file import read_situation
from openevac.feeds.typed_files import build, read_tree
from openevac.services.missions.planning_files import PlanningGround
from openevac.services.planning_inputs import planning_files_of
from openevac.web.asking import who_sits
from openevac.web.hands import hands
from openevac.web.places import places_of


def ground_here(request: HttpRequest) -> PlanningGround:
    """Give region, situation and policy of whose page it is; InputError where nothing was named yet."""
    return ground_of(who_sits(request).organisation)


def ground_of(organisation: str) -> PlanningGround:
    """Give region, situation and policy of one organisation; InputError where nothing was named yet."""
    files = planning_files_of(organisation)
    region = places_of(organisation).region
    if region is None or not files.get("situation"):
        raise InputError(
            "This organisation has named no region and no situation for planning.",
            "Name the region pack and the situation file once, under More.",
            field="region",
        )
    policy = Policy()
    if files.get("operation"):
        path = Path(files["operation"])
        policy = build(read_tree(path), OperationFile, file=path.name).policy
    return PlanningGround(
        region=region, situation=read_situation(Path(files["situation"]), hands.clock.now()), policy=policy
    )
