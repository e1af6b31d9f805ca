"""The English words for every member of every list that people see; the catalogue turns them into other languages."""

from __future__ import annotations

from enum import StrEnum

from openevac.domain.aid import AidKind
from openevac.domain.events import (
    CheckInKind,
    ConfirmationKind,
    CrewEventKind,
    OpKind,
    OverdueLevel,
    RequestStatus,
    StopOutcome,
)
from openevac.domain.hazards import Cause, Confidence, OpenedBy, ZoneKind
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.operation import Dial
from openevac.domain.places import Access
from openevac.domain.records import HoldReason
from openevac.domain.requests import Priority
from openevac.domain.roles import Role
from openevac.domain.unserved import Limit
from openevac.domain.vehicles import RoadUse
from openevac.domain.weather import Sky
from openevac.reports.record_words import RECORD_WORDS

ENUM_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    **RECORD_WORDS,
    MobilityClass: {
        MobilityClass.WALKS: "walks",
        MobilityClass.WALKS_WITH_HELP: "walks with help",
        MobilityClass.WHEELCHAIR: "in a wheelchair",
        MobilityClass.LYING: "lying",
    },
    BedKind: {
        BedKind.ORDINARY: "ordinary bed",
        BedKind.NO_STAIRS: "bed without stairs",
        BedKind.CARE: "bed with care",
    },
    Priority: {
        Priority.URGENT: "urgent",
        Priority.FIRST: "first",
        Priority.PLANNED: "planned",
    },
    Dial: {
        Dial.QUICK: "quick",
        Dial.MIDDLE: "middle",
        Dial.CAREFUL: "careful",
    },
    Access: {
        Access.OPEN: "entry open",
        Access.ARMOURED_ONLY: "entry for armoured vehicles only",
        Access.POLICE_AND_ARMY_ONLY: "entry for police and army only",
        Access.CLOSED: "entry closed",
    },
    AidKind: {
        AidKind.FOOD: "food",
        AidKind.MEDICINE: "medicine",
        AidKind.WATER: "water",
        AidKind.HEATING: "for heating",
        AidKind.PETS: "for animals",
    },
    RoadUse: {
        RoadUse.PAVED_ONLY: "paved roads only",
        RoadUse.FOUR_BY_FOUR: "four-wheel drive",
    },
    Cause: {
        Cause.DRONE: "drones",
        Cause.SHELLING: "shelling",
        Cause.AIR_STRIKE: "air strikes",
        Cause.MINES: "mines",
        Cause.GROUND: "fighting on the ground",
    },
    Confidence: {
        Confidence.UNVERIFIED: "unconfirmed",
        Confidence.VERIFIED: "confirmed",
    },
    OpenedBy: {
        OpenedBy.CREW_DROVE: "a crew drove it",
        OpenedBy.DEMINERS_NOTE: "deminers' note",
    },
    ZoneKind: {
        ZoneKind.CLOSED: "closed area",
        ZoneKind.MINED: "mined area",
        ZoneKind.DANGER: "area of danger",
    },
    Sky: {
        Sky.CLEAR: "clear sky",
        Sky.PARTLY_CLOUDY: "partly cloudy",
        Sky.OVERCAST: "overcast",
        Sky.MIST: "mist",
        Sky.FOG: "fog",
        Sky.DRIZZLE: "drizzle",
        Sky.RAIN: "rain",
        Sky.HEAVY_RAIN: "heavy rain",
        Sky.SNOW: "snow",
        Sky.HEAVY_SNOW: "heavy snow",
        Sky.ICE: "ice",
        Sky.THUNDER: "thunderstorm",
        Sky.UNKNOWN: "weather unknown",
    },
    Limit: {
        Limit.TOO_FAR_FROM_ROAD: "too far from a road",
        Limit.OUTSIDE_REGION: "outside the region",
        Limit.HELD_GROUND: "in occupied ground",
        Limit.BEYOND_BORDER: "beyond the border",
        Limit.PLACE_CLOSED: "the place is closed",
        Limit.NO_ARMOURED_VEHICLE: "no armoured vehicle",
        Limit.NO_OPEN_WAY: "no open way",
        Limit.SEATS: "too few seats",
        Limit.WHEELCHAIR_PLACES: "too few wheelchair places",
        Limit.STRETCHERS: "too few stretchers",
        Limit.PAYLOAD: "too heavy for the van",
        Limit.VOLUME: "no room for the things",
        Limit.PETS: "no van takes pets",
        Limit.CARRIERS: "too few people to carry",
        Limit.STOP_TOO_LONG: "too many minutes at the door",
        Limit.TIME_WINDOW: "the household's hours do not fit",
        Limit.CURFEW: "curfew",
        Limit.CREW_HOURS: "the crew's hours are over",
        Limit.SHELTER_HOURS: "the shelter's hours do not fit",
        Limit.BEDS: "no beds left",
        Limit.CARE_BED: "no bed with care left",
        Limit.SHELTER_PETS: "no shelter takes the pets",
        Limit.CEILING_TRIP: "the trip would be too dangerous",
        Limit.CEILING_PERSON: "too dangerous for one person",
        Limit.CEILING_MARGINAL: "adds too much danger",
        Limit.FLEET_FULL: "all vans are full",
        Limit.WALK_TOO_LONG: "the walk to the meeting point is too long",
        Limit.PAIR: "no second vehicle near enough",
    },
}
"""By list first: members of two lists with one value ("closed", "refused") are equal keys, and say different things."""

GROUP_WORDS = {
    MobilityClass.WALKS.value: "walks",
    MobilityClass.WALKS_WITH_HELP.value: "walks with help",
    MobilityClass.WHEELCHAIR.value: "in a wheelchair",
    MobilityClass.LYING.value: "lying",
    "alone": "travels alone",
    "pets": "with pets",
}
"""The groups of a plan's fairness table."""

SOURCE_WORDS = {
    "border": "border",
    "control": "line of control",
    "access": "entry to places",
    "reports": "reports of danger",
    "zones": "areas",
    "opening": "opened field tracks",
    "weather": "weather",
    "curfew": "curfew",
    "profile": "danger figures",
    "roads": "roads",
}
"""The kinds of sources a plan rests on; a kind that is not listed is shown as it was given."""

FACT_ENUMS: dict[str, type[StrEnum]] = {
    "access": Access,
    "bed": BedKind,
    "cause": Cause,
    "check_in": CheckInKind,
    "confidence": Confidence,
    "crew_event": CrewEventKind,
    "dial": Dial,
    "has": BedKind,
    "hold_reason": HoldReason,
    "limit": Limit,
    "mobility": MobilityClass,
    "needs": BedKind,
    "op_kind": OpKind,
    "opened_by": OpenedBy,
    "overdue_level": OverdueLevel,
    "outcome": StopOutcome,
    "priority": Priority,
    "recorded_outcome": StopOutcome,
    "request_status": RequestStatus,
    "role": Role,
    "said_outcome": StopOutcome,
    "sign": ConfirmationKind,
    "sky": Sky,
    "zone_kind": ZoneKind,
}
"""Facts of these names hold a member's value ("drone") and are said in words ("drones")."""

FACT_LISTS: dict[str, type[StrEnum]] = {
    "limits": Limit,
    "request_statuses": RequestStatus,
    "roles": Role,
}
"""Facts of these names hold several values with commas between them; each is said in words."""
