"""Words about ways out of a place that vehicles may not enter: a longer walk, or a named service that may."""

from __future__ import annotations

import math
from dataclasses import replace

from openevac.domain.operation import Operation, Policy
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.situation import Situation
from openevac.domain.unserved import Limit
from openevac.planning.hindrances import Hindrance
from openevac.planning.walking import OnFoot, can_walk, said_m

AT_THE_GATE = frozenset({Limit.PLACE_CLOSED, Limit.NO_ARMOURED_VEHICLE})
"""Limits that stop a vehicle on its way in, and people on their way out not."""


def walk_too_long(on_foot: OnFoot, policy: Policy) -> Hindrance:
    """Say that the only way out, on foot to a meeting point, is longer than the policy allows."""
    return Hindrance(
        Limit.WALK_TOO_LONG,
        Remark(
            text="No vehicle that could come may enter the place, and the nearest meeting point outside it, {point}, "
            "is {walk_m} m away on foot; the policy allows {most_m} m.",
            facts={
                "point": on_foot.point.id,
                "walk_m": said_m(on_foot.length_m),
                "most_m": math.floor(policy.max_walk_m),
            },
        ),
    )


def told_the_way_out(
    hindrance: Hindrance, request: EvacuationRequest, operation: Operation, situation: Situation
) -> Hindrance:
    """Give a hindrance with its way out: where the place is closed, who takes the request over.

    An operation that uses no meeting points and names no service hears of neither.
    """
    uses_points = bool(operation.meeting_points) and operation.policy.meeting_points
    if hindrance.limit is not Limit.PLACE_CLOSED or not (uses_points or operation.services):
        return hindrance
    return replace(hindrance, reason=place_closed(request, operation, situation))


def place_closed(request: EvacuationRequest, operation: Operation, situation: Situation) -> Remark:
    """Say that a place is closed, why no meeting point helps, and to whom the request is passed on."""
    rule = next(rule for rule in situation.access if rule.katottg == request.katottg)
    service = operation.service_for(request.katottg)
    facts: dict[str, str | int | float] = {"source": rule.source, "since": rule.since.isoformat()}
    if service is not None:
        facts["service"] = service.name
    walks = can_walk(request)
    if service is not None and walks:
        text = (
            "The place is closed to volunteers since {since}, by word of {source}, and no meeting point outside it is "
            "within reach. Pass the request on: {service}."
        )
    elif service is not None:
        text = (
            "The place is closed to volunteers since {since}, by word of {source}, and not everybody here can walk to "
            "a meeting point. Pass the request on: {service}."
        )
    elif walks:
        text = (
            "The place is closed to volunteers since {since}, by word of {source}, and no meeting point outside it is "
            "within reach. Pass the request on to a service that may enter; this operation names none."
        )
    else:
        text = (
            "The place is closed to volunteers since {since}, by word of {source}, and not everybody here can walk to "
            "a meeting point. Pass the request on to a service that may enter; this operation names none."
        )
    return Remark(text=text, facts=facts)
