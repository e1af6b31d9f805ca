"""Why a request is not in a plan, or a parcel rides nowhere, and how that was proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openevac.domain.remarks import Remark
from openevac.domain.requests import Priority


class Limit(StrEnum):
    """What can stand in the way of a request; the named limit is the one whose relaxing lets the referee accept it."""

    TOO_FAR_FROM_ROAD = "too_far_from_road"
    OUTSIDE_REGION = "outside_region"
    HELD_GROUND = "held_ground"
    BEYOND_BORDER = "beyond_border"
    PLACE_CLOSED = "place_closed"
    NO_ARMOURED_VEHICLE = "no_armoured_vehicle"
    NO_OPEN_WAY = "no_open_way"
    SEATS = "seats"
    WHEELCHAIR_PLACES = "wheelchair_places"
    STRETCHERS = "stretchers"
    PAYLOAD = "payload"
    VOLUME = "volume"
    PETS = "pets"
    CARRIERS = "carriers"
    STOP_TOO_LONG = "stop_too_long"
    TIME_WINDOW = "time_window"
    CURFEW = "curfew"
    CREW_HOURS = "crew_hours"
    SHELTER_HOURS = "shelter_hours"
    BEDS = "beds"
    CARE_BED = "care_bed"
    SHELTER_PETS = "shelter_pets"
    CEILING_TRIP = "ceiling_trip"
    CEILING_PERSON = "ceiling_person"
    CEILING_MARGINAL = "ceiling_marginal"
    WALK_TOO_LONG = "walk_too_long"
    PAIR = "pair"
    FLEET_FULL = "fleet_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A request that is not in the plan: why, proved how, since when it waits and when it could be served.

    `proof` says what was relaxed, alone, so that the referee accepted a plan with this request in it;
    `could_be_served_at` is None where nobody can say.
    """

    request: str
    priority: Priority
    required: bool
    waiting_days: float
    limit: Limit
    reason: Remark
    proof: Remark
    could_be_served_at: datetime | None = None


class AidLimit(StrEnum):
    """What can keep a parcel from riding; with only the named one lifted the referee accepts a plan that takes it."""

    NO_STOP_NEAR = "no_stop_near"
    LIES_ELSEWHERE = "lies_elsewhere"
    COLD_LIMIT = "cold_limit"
    PAYLOAD = "payload"
    VOLUME = "volume"
    STOP_TOO_LONG = "stop_too_long"
    CEILINGS = "ceilings"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedParcel:
    """A parcel that no trip takes: why, and what was relaxed, alone, so that one would have taken it."""

    parcel: str
    limit: AidLimit
    reason: Remark
    proof: Remark
