"""The kinds and states of what is only kept, not reasoned about: tags, holds, jobs, deliveries."""

from __future__ import annotations

from enum import StrEnum


class TagKind(StrEnum):
    """What a keyed tag stands for. The server compares tags; it cannot make them."""

    PHONE = "phone"
    HOUSE = "house"
    TRACE = "trace"
    COALITION = "coalition"


class HoldReason(StrEnum):
    """Why a request waits for somebody's decision. A hold is never a refusal."""

    NOT_CONFIRMED = "not_confirmed"
    LURE_SIGNS = "lure_signs"
    MAYBE_DUPLICATE = "maybe_duplicate"
    ADDRESS_UNCLEAR = "address_unclear"
    ASKED_BY_PERSON = "asked_by_person"


class JobKind(StrEnum):
    """Slow work that is done outside any transaction."""

    PLAN_MISSION = "plan_mission"
    REPLAN_MISSION = "replan_mission"
    TRY_MOVE = "try_move"


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    OUTDATED = "outdated"


class DeliveryState(StrEnum):
    """Where a message to a person stands: recorded first, claimed once, told after."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    TOLD = "told"
    FAILED = "failed"


class DeliveryKind(StrEnum):
    """What is to be told to whom."""

    RELATIVE_TOLD = "relative_told"
    DRIVER_TOLD = "driver_told"
    OVERDUE_ALARM = "overdue_alarm"
    HOLD_RINGS = "hold_rings"
    RING_AGAIN = "ring_again"
    MISSION_STOPPED = "mission_stopped"
    CREW_EVENT = "crew_event"
    DUTY = "duty"
    TELL_CREW = "tell_crew"
    ACCESS_CHANGED = "access_changed"
    MANY_OPENED = "many_opened"


class ErasureReason(StrEnum):
    """Why somebody was erased. A closed list: words typed here would outlive whom they are about."""

    WISH = "wish"
    GUARDIAN = "guardian"
    MISTAKE = "mistake"
    AGE = "age"
    RESTORED = "restored"
