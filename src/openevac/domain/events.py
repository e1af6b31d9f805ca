"""The states of requests, missions and stops, and the operations that crews send from the road."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.units import require_aware, require_positive


class RequestStatus(StrEnum):
    """Where a request stands between the call and the hand-over."""

    OPEN = "open"
    ON_MISSION = "on_mission"
    ABOARD = "aboard"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    LEFT_BY_THEMSELVES = "left_by_themselves"
    TAKEN_BY_ANOTHER = "taken_by_another"
    WRONG_ADDRESS = "wrong_address"
    REFERRED = "referred"
    LINKED = "linked"
    ERASED = "erased"


class Channel(StrEnum):
    """How a request or a word reached us."""

    PHONE = "phone"
    SHEET = "sheet"
    CHAT = "chat"
    WALK_UP = "walk_up"
    PARTNER = "partner"
    FORM = "form"


class Asker(StrEnum):
    """Who asks. Only the person themselves can say yes for themselves."""

    SELF = "self"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    COMMUNITY = "community"
    SERVICE = "service"
    UNKNOWN = "unknown"


class ConfirmationKind(StrEnum):
    """The signs that a request is true. `CALL_BACK`: the person or the one who asked was rung back and answered."""

    CALL_BACK = "call_back"
    SECOND_PERSON = "second_person"
    SECOND_CHANNEL = "second_channel"
    CONTROL_QUESTION = "control_question"
    COMMUNITY_LIST = "community_list"
    POLICE_OR_RED_CROSS = "police_or_red_cross"
    ANOTHER_HOUSEHOLD = "another_household"
    SEEN_BY_CREW = "seen_by_crew"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """One sign that a request is true: which, when, on whose word (a source code), over which channel.

    `source` is a code or office ("list of the hromada", "crew 3"), or a keyed tag of a phone; never a name.
    `line_tag` is the keyed tag of the phone the word came over, empty where it came over none.
    """

    kind: ConfirmationKind
    at: datetime
    source: str
    channel: Channel
    recorded_by: str
    line_tag: str = ""

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        require_id("recorded_by", self.recorded_by)


class MissionStatus(StrEnum):
    """Where a mission stands. `REFUSED` is a crew's no: it needs no reason and is not counted."""

    PLANNED = "planned"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    TURNED_BACK = "turned_back"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    REFUSED = "refused"
    REPLACED = "replaced"


class YesMethod(StrEnum):
    """How one of the two yeses was given."""

    PIN = "pin"
    CALL = "call"
    DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionYes:
    """One yes to one version of a mission: the coordinator's approval or the crew leader's acceptance.

    `recorded_by`: who typed a yes that was told by call, with the time of that call in `at`.
    """

    by: str
    method: YesMethod
    at: datetime
    version: int = 1
    recorded_by: str = ""

    def __post_init__(self) -> None:
        require_id("by", self.by)
        require_aware("at", self.at)


class StopOutcome(StrEnum):
    """What happened at a door."""

    BOARDED = "boarded"
    REFUSED = "refused"
    NOT_AT_HOME = "not_at_home"
    WALK_UP = "walk_up"
    WRONG_ADDRESS = "wrong_address"
    LEFT_BY_THEMSELVES = "left_by_themselves"
    TAKEN_BY_ANOTHER = "taken_by_another"
    REFERRED = "referred"


class CheckInKind(StrEnum):
    """What a crew says when it can be heard."""

    WE_ARE_HERE = "we_are_here"
    SILENT_UNTIL = "silent_until"
    LAST_COVERAGE = "last_coverage"
    TURNING_BACK = "turning_back"
    ON_SCENE = "on_scene"
    LEFT_SCENE = "left_scene"
    AT_SHELTER = "at_shelter"
    SOS = "sos"


class OverdueLevel(StrEnum):
    """How late a crew's word is: due (amber), +15 min (red), +30 min (the sheet "crew does not answer")."""

    NOT_DUE = "not_due"
    AMBER = "amber"
    RED = "red"
    NO_ANSWER = "no_answer"


class CrewEventKind(StrEnum):
    """What can befall a crew."""

    WOUNDED = "wounded"
    VEHICLE_LOST = "vehicle_lost"
    DEAD = "dead"
    CHASED = "chased"
    VEHICLE_HIT = "vehicle_hit"


class OpKind(StrEnum):
    """What a device on the road records; each changes exactly one field of one subject."""

    CHECK_IN = "check_in"
    SILENT_UNTIL = "silent_until"
    STOP_OUTCOME = "stop_outcome"
    OWN_YES = "own_yes"
    BOARDED = "boarded"
    NOT_BOARDED = "not_boarded"
    BELONGINGS_LEFT = "belongings_left"
    HAZARD = "hazard"
    TURN_BACK = "turn_back"
    HAND_OVER = "hand_over"
    CREW_EVENT = "crew_event"
    UNDO = "undo"


class HybridTime(NamedTuple):
    """A hybrid logical clock: wall milliseconds since 1970 (UTC) and a counter that orders equal ones."""

    wall_ms: int
    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One immutable operation of one device, merged by `rules.fold` in any order, any number of times.

    `counter` runs 1, 2, 3 ... per device. `subject` names what changes ("stop:<id>", "evacuee:<id>", "mission:<id>").
    `value` is a short word or number as text, never free text about a person. `seen` maps each device to the
    newest counter this device had merged when it wrote the op: two ops that have not seen each other are parallel.
    `undoes` is the id of the op that this one takes back.
    """

    id: str
    device: str
    counter: int
    kind: OpKind
    mission: str
    subject: str
    value: str
    happened_at: datetime
    clock: HybridTime
    seen: dict[str, int]
    undoes: str = ""

    def __post_init__(self) -> None:
        for name in ("id", "device", "mission"):
            require_id(name, getattr(self, name))
        if self.undoes or self.kind is OpKind.UNDO:
            require_id("undoes", self.undoes)
        require_aware("happened_at", self.happened_at)
        require_positive("counter", self.counter)
        if len(self.value) > 200:
            raise InputError(
                "The value of an operation is longer than 200 characters.",
                "Operations carry codes and numbers; put free text into a sealed note.",
                field="value",
            )


class ArrivedBy(StrEnum):
    """How somebody reached the transit centre."""

    MISSION = "mission"
    NEIGHBOUR = "neighbour"
    OWN_CAR = "own_car"
    ARMY = "army"
    POLICE = "police"
    OTHER_NGO = "other_ngo"
    ON_FOOT = "on_foot"
    TRAIN_OR_BUS = "train_or_bus"
