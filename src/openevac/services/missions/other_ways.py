"""Other ways that were looked for when a plan was made, as they are kept beside it."""

from __future__ import annotations

import msgspec

from openevac.planning.other_ways import OtherWay, WaysOfPlan
from openevac.store.models import PlanRecord


def ways_of(record: PlanRecord) -> WaysOfPlan:
    """Give the other ways of a plan, by vehicle, leg by leg, the way home last."""
    return msgspec.convert(record.other_ways, dict[str, tuple[tuple[OtherWay, ...], ...]])
