"""What the referee can find wrong: one code a kind of fault, and a fault with words, figures and place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openevac.domain.remarks import Fact, Remark


class FaultCode(StrEnum):
    """Every kind of fault; docs/referee.md explains each under a heading of this name."""

    OTHER_FORMAT = "other_format"
    OTHER_REGION = "other_region"
    OTHER_OPERATION = "other_operation"
    NO_TIME_ZONE = "no_time_zone"
    OUTSIDE_FIELD = "outside_field"
    BEFORE_THE_PLAN = "before_the_plan"
    UNDERWAY_UNKNOWN = "underway_unknown"
    UNDERWAY_DIFFERS = "underway_differs"
    UNDERWAY_MISSING = "underway_missing"
    NOT_BROUGHT_IN = "not_brought_in"
    STRANDED = "stranded"
    UNKNOWN_VEHICLE = "unknown_vehicle"
    VEHICLE_TWICE = "vehicle_twice"
    WAVE = "wave"
    REST = "rest"
    DUTY = "duty"
    WRONG_CREW = "wrong_crew"
    WRONG_DEPOT = "wrong_depot"
    UNKNOWN_SHELTER = "unknown_shelter"
    UNKNOWN_REQUEST = "unknown_request"
    REQUEST_TWICE = "request_twice"
    REQUEST_MISSING = "request_missing"
    UNSERVED_FACTS = "unserved_facts"
    NOBODY_FETCHED = "nobody_fetched"
    TOO_MANY_TRIPS = "too_many_trips"
    WRONG_START = "wrong_start"
    LEG_COUNT = "leg_count"
    LEG_BROKEN = "leg_broken"
    LEG_ENDS_ELSEWHERE = "leg_ends_elsewhere"
    TOO_FAR_FROM_ROAD = "too_far_from_road"
    POSITION_UNKNOWN = "position_unknown"
    NOT_DRIVABLE = "not_drivable"
    ROAD_CLOSED = "road_closed"
    LEG_TIME = "leg_time"
    LEG_LENGTH = "leg_length"
    CLOCK = "clock"
    UNLOADING_TIME = "unloading_time"
    SERVICE_TIME = "service_time"
    CARRIERS = "carriers"
    STOP_TOO_LONG = "stop_too_long"
    TIME_WINDOW = "time_window"
    RELEASE_TIME = "release_time"
    DEPARTURE_WINDOW = "departure_window"
    CURFEW = "curfew"
    CREW_HOURS = "crew_hours"
    SHELTER_HOURS = "shelter_hours"
    PLACE_ACCESS = "place_access"
    HELD_GROUND = "held_ground"
    BEYOND_BORDER = "beyond_border"
    CLOSED_GROUND = "closed_ground"
    MINED_WALK = "mined_walk"
    SEATS = "seats"
    WHEELCHAIR_PLACES = "wheelchair_places"
    STRETCHERS = "stretchers"
    PAYLOAD = "payload"
    VOLUME = "volume"
    PETS = "pets"
    SHELTER_PETS = "shelter_pets"
    LOAD_STATED = "load_stated"
    LEFT_STATED = "left_stated"
    BAG_ALLOWANCE = "bag_allowance"
    BULKY_BEFORE_BAGS = "bulky_before_bags"
    SAVED = "saved"
    LEFT_WITHOUT_NEED = "left_without_need"
    UNKNOWN_PARCEL = "unknown_parcel"
    PARCEL_TWICE = "parcel_twice"
    PARCEL_MISSING = "parcel_missing"
    PARCEL_ELSEWHERE = "parcel_elsewhere"
    COLD_LIMIT = "cold_limit"
    PEOPLE_STATED = "people_stated"
    BEDS = "beds"
    CARE_BEDS = "care_beds"
    EXPOSURE = "exposure"
    PERSON_EXPOSURE = "person_exposure"
    CEILING_TRIP = "ceiling_trip"
    CEILING_PERSON = "ceiling_person"
    CEILING_MARGINAL = "ceiling_marginal"
    BYPASS = "bypass"
    TOTALS = "totals"
    FAIRNESS = "fairness"
    UNKNOWN_MEETING_POINT = "unknown_meeting_point"
    MEETING_POINTS_OFF = "meeting_points_off"
    CANNOT_WALK = "cannot_walk"
    WALK_STATED = "walk_stated"
    WALK_TOO_LONG = "walk_too_long"
    WALK_CLOCK = "walk_clock"
    MEETING_POINT_HOURS = "meeting_point_hours"
    LEFT_AT_HOME = "left_at_home"
    PAIR = "pair"
    SILENCE = "silence"
    UNKNOWN_RELAY = "unknown_relay"
    RELAYS_OFF = "relays_off"
    RELAY_SLOT = "relay_slot"
    RELAY_WAIT = "relay_wait"
    RELAY_HOURS = "relay_hours"
    RELAY_HALT = "relay_halt"
    RELAY_STATED = "relay_stated"
    RELAY_ON_FOOT = "relay_on_foot"
    NOT_BROUGHT_TO_RELAY = "not_brought_to_relay"
    LEFT_AT_RELAY = "left_at_relay"
    HANDED_OVER_TWICE = "handed_over_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place of a fault in the plan: a vehicle's mission, its trip (1 = first; 0 = none), the request of a stop."""

    vehicle: str = ""
    trip: int = 0
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a plan, in plain words with the figures, and where in the plan it stands."""

    code: FaultCode
    remark: Remark
    vehicle: str = ""
    trip: int = 0
    request: str = ""

    def in_english(self) -> str:
        """Give place and words in one line."""
        place = [self.vehicle, f"trip {self.trip}" if self.trip else "", self.request]
        said = ", ".join(part for part in place if part)
        return f"{said}: {self.remark.in_english()}" if said else self.remark.in_english()


NOWHERE = Where()


def fault(code: FaultCode, where: Where, remark: Remark) -> Fault:
    """Make a fault at a place of the plan."""
    return Fault(code=code, remark=remark, vehicle=where.vehicle, trip=where.trip, request=where.request)


def rounded(value: float, digits: int = 4) -> Fact:
    """Give a figure as people can read it, `digits` significant digits."""
    return float(f"{value:.{digits}g}")
