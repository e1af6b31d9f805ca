"""Who acts, what they do and on what: the words every permission check is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openevac.domain.ids import require_id
from openevac.domain.remarks import Remark


class Role(StrEnum):
    """What a person, a device or a process may be trusted with. One person can have several."""

    OPERATOR = "operator"
    COORDINATOR = "coordinator"
    SHIFT_LEAD = "shift_lead"
    CREW_LEADER = "crew_leader"
    CREW = "crew"
    RECEPTION = "reception"
    DAY_BADGE = "day_badge"
    DOCUMENTER = "documenter"
    REPORTER = "reporter"
    NOTIFIER = "notifier"
    WORKER = "worker"
    PARTNER = "partner"


KEY_ROLES = (Role.OPERATOR, Role.COORDINATOR, Role.RECEPTION, Role.DOCUMENTER, Role.NOTIFIER)
"""The roles that have a sealing key of their own; people hold wraps of these keys."""


class Action(StrEnum):
    """Everything somebody can ask of the program; each is one command, or one kind of question."""

    REGISTER_REQUEST = "register_request"
    CHANGE_REQUEST = "change_request"
    CONFIRM_REQUEST = "confirm_request"
    HOLD = "hold"
    RELEASE_HOLD = "release_hold"
    LINK_DUPLICATE = "link_duplicate"
    KEEP_APART = "keep_apart"
    CLOSE_REQUEST = "close_request"
    RING = "ring"
    SET_ACCESS = "set_access"
    REPORT_HAZARD = "report_hazard"
    CLEAR_HAZARD = "clear_hazard"
    OPEN_TRACK = "open_track"
    MUTE_SOURCE = "mute_source"
    KEEP_WAYS_OUT = "keep_ways_out"
    KEEP_FLEET = "keep_fleet"
    KEEP_SHELTERS = "keep_shelters"
    PLAN_MISSION = "plan_mission"
    APPROVE_MISSION = "approve_mission"
    ACCEPT_MISSION = "accept_mission"
    KEEP_CHECK_LIST = "keep_check_list"
    KEEP_PACK = "keep_pack"
    SEE_PACK = "see_pack"
    REFUSE_MISSION = "refuse_mission"
    DISPATCH_MISSION = "dispatch_mission"
    REPLAN_MISSION = "replan_mission"
    CLOSE_MISSION = "close_mission"
    RECORD_CHECK_IN = "record_check_in"
    DECLARE_SILENCE = "declare_silence"
    TURN_BACK = "turn_back"
    RECORD_LAST_COVERAGE = "record_last_coverage"
    RECORD_OWN_YES = "record_own_yes"
    RECORD_GUARDIAN = "record_guardian"
    REFER_CHILD = "refer_child"
    RECORD_STOP = "record_stop"
    LEAVE_BELONGINGS = "leave_belongings"
    RAISE_OVERDUE = "raise_overdue"
    RECORD_CREW_EVENT = "record_crew_event"
    HAND_OVER = "hand_over"
    REGISTER_ARRIVAL = "register_arrival"
    ASSIGN_UNIT = "assign_unit"
    DEPART_ONWARD = "depart_onward"
    RECORD_RETURN = "record_return"
    NOTIFY_RELATIVE = "notify_relative"
    OPEN_TRACE = "open_trace"
    MATCH_TRACE = "match_trace"
    CLOSE_TRACE = "close_trace"
    RECORD_REMAINING = "record_remaining"
    RECORD_INCIDENT = "record_incident"
    EXPORT_INCIDENTS = "export_incidents"
    CLAIM_REQUEST = "claim_request"
    RELEASE_CLAIM = "release_claim"
    ERASE_PERSON = "erase_person"
    ASK_EXPORT = "ask_export"
    APPROVE_EXPORT = "approve_export"
    LOCK_EVERYTHING = "lock_everything"
    KEEP_PEOPLE_AND_KEYS = "keep_people_and_keys"
    START_SHIFT = "start_shift"
    END_SHIFT = "end_shift"
    ISSUE_BADGE = "issue_badge"
    ENROL_DEVICE = "enrol_device"
    REVOKE_DEVICE = "revoke_device"
    NAME_RECIPIENT = "name_recipient"
    SIGN_CHECKPOINT = "sign_checkpoint"
    KEEP_WITNESSES = "keep_witnesses"
    WITNESS_LEDGER = "witness_ledger"
    RUN_RETENTION = "run_retention"
    BACK_UP = "back_up"
    SEE_BOARD = "see_board"
    SEE_REQUESTS = "see_requests"
    SEE_MISSION = "see_mission"
    SEE_DANGER = "see_danger"
    SEE_RECEPTION = "see_reception"
    SEE_FIGURES = "see_figures"
    SEE_INCIDENTS = "see_incidents"
    SEE_AUDIT = "see_audit"
    SEE_CLAIMS = "see_claims"
    OPEN_IDENTITIES = "open_identities"


class ResourceKind(StrEnum):
    """What kind of thing an action touches. `PERSON`: one who leaves; our own people belong to `ORGANISATION`."""

    ORGANISATION = "organisation"
    REQUEST = "request"
    MISSION = "mission"
    SHELTER = "shelter"
    REGISTRATION = "registration"
    TRACE = "trace"
    INCIDENT = "incident"
    PLACE = "place"
    DEVICE = "device"
    PERSON = "person"
    RELATIVE = "relative"
    LEDGER = "ledger"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a person of the organisation, a device of a crew, a process or a partner organisation.

    `person` is a short code, never a name. `missions`: the open missions this person or device rides on.
    `device`: the enrolled device that sent the command, empty at a desk. `revoked` people can do nothing.
    """

    person: str
    organisation: str
    roles: frozenset[Role]
    missions: frozenset[str] = frozenset()
    device: str = ""
    revoked: bool = False

    def __post_init__(self) -> None:
        require_id("person", self.person)
        require_id("organisation", self.organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is acted on. `mission` is the mission the thing belongs to, empty where it belongs to none.

    `today`: it is an arrival of today, all that a day badge sees. `asked_by`: who asked for an export, whom
    another person must answer.
    """

    kind: ResourceKind
    organisation: str
    id: str = ""
    mission: str = ""
    today: bool = False
    asked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether an action is allowed, and the sentence that says why or why not.

    `hidden`: whoever asked may not even learn that the thing exists; faces answer as if it did not.
    """

    allowed: bool
    reason: Remark
    hidden: bool = False
