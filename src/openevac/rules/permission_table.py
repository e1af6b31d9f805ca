"""The one table of permissions: who may do what to which kind of thing, and the sentence why others may not.

A row names three scopes. `desk`: anywhere in one's own organisation. `crew`: only on a mission one rides on
oneself. `partner`: in another organisation. `today`: only on arrivals of today. What has no row is not allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Role
from openevac.domain.roles import ResourceKind as Kind

Roles = frozenset[Role]

NOBODY: Roles = frozenset()
CREW = frozenset({Role.CREW_LEADER, Role.CREW})
LEADER = frozenset({Role.CREW_LEADER})
COORDINATOR = frozenset({Role.COORDINATOR})
CALLS = frozenset({Role.OPERATOR, Role.COORDINATOR})
RECEPTION = frozenset({Role.RECEPTION, Role.COORDINATOR})
LEAD = frozenset({Role.SHIFT_LEAD})
LEAD_OR_COORDINATOR = frozenset({Role.SHIFT_LEAD, Role.COORDINATOR})
DOCUMENTER = frozenset({Role.DOCUMENTER})
PROCESS = frozenset({Role.WORKER})
BADGE = frozenset({Role.DAY_BADGE})
PARTNER = frozenset({Role.PARTNER})
EVERYBODY_AT_WORK = frozenset(Role) - {Role.DAY_BADGE, Role.NOTIFIER, Role.WORKER, Role.PARTNER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Who may do one action to one kind of thing, by scope, and why everybody else may not."""

    desk: Roles
    crew: Roles
    partner: Roles
    today: Roles
    why_not: Remark

    @property
    def everyone(self) -> Roles:
        """Give all roles that may do it in some scope."""
        return self.desk | self.crew | self.partner | self.today


def _row(
    why_not: str, desk: Roles = NOBODY, crew: Roles = NOBODY, *, partner: Roles = NOBODY, today: Roles = NOBODY
) -> Permission:
    return Permission(desk=desk, crew=crew, partner=partner, today=today, why_not=Remark(text=why_not))


_REQUESTS = _row("Only operators and coordinators keep requests.", CALLS)
_PLACES = _row("Only coordinators decide what holds about a place.", COORDINATOR)
_PLANS = _row("Only coordinators plan, send and close missions.", COORDINATOR)
_ROAD = _row(
    "Only the crew of this mission says what happens on the road, or who types it for them at the desk.", CALLS, CREW
)
_DOOR = _row("Only the crew at the door records this, or a coordinator who types it for them.", COORDINATOR, CREW)
_BEDS = _row("Only reception and coordinators keep arrivals; a day badge sees those of today.", RECEPTION, today=BADGE)
_KEYS = _row("Only the shift lead keeps shifts, badges, devices, people and keys.", LEAD)
_CLAIMS = _row(
    "Only coordinators, and partner organisations for themselves, claim requests and release them.",
    COORDINATOR,
    partner=PARTNER,
)
_EXPORTS = _row(
    "Only documenters, reporters and coordinators ask for an export.", DOCUMENTER | COORDINATOR | {Role.REPORTER}
)
_NAMES = "Names are opened only by those whose work needs them."

PERMISSIONS: dict[tuple[Action, Kind], Permission] = {
    (Action.REGISTER_REQUEST, Kind.REQUEST): _REQUESTS,
    (Action.CHANGE_REQUEST, Kind.REQUEST): _REQUESTS,
    (Action.CONFIRM_REQUEST, Kind.REQUEST): _REQUESTS,
    (Action.HOLD, Kind.REQUEST): _REQUESTS,
    (Action.RELEASE_HOLD, Kind.REQUEST): _REQUESTS,
    (Action.LINK_DUPLICATE, Kind.REQUEST): _REQUESTS,
    (Action.KEEP_APART, Kind.REQUEST): _REQUESTS,
    (Action.CLOSE_REQUEST, Kind.REQUEST): _REQUESTS,
    (Action.RING, Kind.REQUEST): _row("Rings are recorded by the program alone.", PROCESS),
    (Action.SET_ACCESS, Kind.PLACE): _PLACES,
    (Action.REPORT_HAZARD, Kind.PLACE): _row(
        "Dangers are reported by the desk, by reception and by crews on their mission.",
        CALLS | {Role.RECEPTION},
        CREW,
    ),
    (Action.CLEAR_HAZARD, Kind.PLACE): _PLACES,
    (Action.MUTE_SOURCE, Kind.PLACE): _PLACES,
    (Action.OPEN_TRACK, Kind.PLACE): _PLACES,
    (Action.KEEP_WAYS_OUT, Kind.PLACE): _PLACES,
    (Action.KEEP_FLEET, Kind.ORGANISATION): _row("Only coordinators keep vehicles, crews and depots.", COORDINATOR),
    (Action.KEEP_SHELTERS, Kind.SHELTER): _row("Only reception and coordinators keep shelters.", RECEPTION),
    (Action.PLAN_MISSION, Kind.MISSION): _PLANS,
    (Action.APPROVE_MISSION, Kind.MISSION): _PLANS,
    (Action.ACCEPT_MISSION, Kind.MISSION): _row(
        "Only the crew leader of this mission says its yes, or a coordinator types what the crew leader said by call.",
        COORDINATOR,
        LEADER,
    ),
    (Action.KEEP_CHECK_LIST, Kind.MISSION): _row(
        "Only coordinators and the crew of this mission go through its list.", COORDINATOR, CREW
    ),
    (Action.KEEP_PACK, Kind.MISSION): _row(
        "Only coordinators give the people of a mission to the phones of its crew.", COORDINATOR
    ),
    (Action.SEE_PACK, Kind.MISSION): _row("Only the crew of this mission is given what its phones hold.", crew=CREW),
    (Action.REFUSE_MISSION, Kind.MISSION): _row(
        "Only the crew of this mission says its no, or who types it for them at the desk.", CALLS, CREW
    ),
    (Action.DISPATCH_MISSION, Kind.MISSION): _PLANS,
    (Action.REPLAN_MISSION, Kind.MISSION): _PLANS,
    (Action.CLOSE_MISSION, Kind.MISSION): _PLANS,
    (Action.RECORD_CHECK_IN, Kind.MISSION): _ROAD,
    (Action.DECLARE_SILENCE, Kind.MISSION): _ROAD,
    (Action.TURN_BACK, Kind.MISSION): _ROAD,
    (Action.RECORD_LAST_COVERAGE, Kind.MISSION): _ROAD,
    (Action.RECORD_OWN_YES, Kind.PERSON): _DOOR,
    (Action.RECORD_GUARDIAN, Kind.PERSON): _DOOR,
    (Action.REFER_CHILD, Kind.PERSON): _row(
        "Only the crew with the child, reception and coordinators refer a child.", RECEPTION, CREW
    ),
    (Action.RECORD_STOP, Kind.MISSION): _DOOR,
    (Action.LEAVE_BELONGINGS, Kind.MISSION): _DOOR,
    (Action.RAISE_OVERDUE, Kind.MISSION): _row(
        "The overdue alarm is raised by the program, or by a coordinator who sees it first.", PROCESS | COORDINATOR
    ),
    (Action.RECORD_CREW_EVENT, Kind.MISSION): _ROAD,
    (Action.HAND_OVER, Kind.MISSION): _row(
        "People are handed over by the crew that brings them, reception, or a coordinator.", RECEPTION, CREW
    ),
    (Action.REGISTER_ARRIVAL, Kind.REGISTRATION): _BEDS,
    (Action.ASSIGN_UNIT, Kind.REGISTRATION): _BEDS,
    (Action.DEPART_ONWARD, Kind.REGISTRATION): _row("Only reception and coordinators record onward travel.", RECEPTION),
    (Action.RECORD_RETURN, Kind.PERSON): _row(
        "Only operators, reception and coordinators record who went back.", RECEPTION | CALLS
    ),
    (Action.NOTIFY_RELATIVE, Kind.RELATIVE): _row(
        "Relatives are told by operators, reception, coordinators, or the program on their order.",
        RECEPTION | CALLS | PROCESS | {Role.NOTIFIER},
    ),
    (Action.OPEN_TRACE, Kind.TRACE): _row(
        "Only operators and reception open a search for relatives.", frozenset({Role.OPERATOR, Role.RECEPTION})
    ),
    (Action.MATCH_TRACE, Kind.TRACE): _row("Only operators compare searches.", frozenset({Role.OPERATOR})),
    (Action.CLOSE_TRACE, Kind.TRACE): _row(
        "Only operators and reception end a search for relatives.", frozenset({Role.OPERATOR, Role.RECEPTION})
    ),
    (Action.RECORD_REMAINING, Kind.PLACE): _row(
        "Who remains in a place is recorded by the desk and by crews on their mission.", CALLS, CREW
    ),
    (Action.RECORD_INCIDENT, Kind.INCIDENT): _row(
        "Incidents are recorded by documenters, coordinators and crews on their mission.",
        DOCUMENTER | COORDINATOR,
        CREW,
    ),
    (Action.EXPORT_INCIDENTS, Kind.INCIDENT): _row("Only documenters export incidents.", DOCUMENTER),
    (Action.CLAIM_REQUEST, Kind.CLAIM): _CLAIMS,
    (Action.RELEASE_CLAIM, Kind.CLAIM): _CLAIMS,
    (Action.ERASE_PERSON, Kind.PERSON): _row("Only coordinators and the shift lead erase people.", LEAD_OR_COORDINATOR),
    (Action.ASK_EXPORT, Kind.ORGANISATION): _EXPORTS,
    (Action.APPROVE_EXPORT, Kind.ORGANISATION): _row(
        "Only coordinators and the shift lead approve an export.", LEAD_OR_COORDINATOR
    ),
    (Action.LOCK_EVERYTHING, Kind.ORGANISATION): _row(
        "Everybody who works here may lock everything, from any device; processes, badges and partners may not.",
        EVERYBODY_AT_WORK,
    ),
    (Action.KEEP_PEOPLE_AND_KEYS, Kind.ORGANISATION): _KEYS,
    (Action.START_SHIFT, Kind.ORGANISATION): _KEYS,
    (Action.END_SHIFT, Kind.ORGANISATION): _KEYS,
    (Action.ISSUE_BADGE, Kind.ORGANISATION): _KEYS,
    (Action.ENROL_DEVICE, Kind.DEVICE): _KEYS,
    (Action.REVOKE_DEVICE, Kind.DEVICE): _row(
        "Only coordinators and the shift lead revoke a device.", LEAD_OR_COORDINATOR
    ),
    (Action.NAME_RECIPIENT, Kind.DEVICE): _row("Only the phones of crews name a key of their own.", CREW),
    (Action.SIGN_CHECKPOINT, Kind.LEDGER): _row("Checkpoints are signed by the program alone.", PROCESS),
    (Action.KEEP_WITNESSES, Kind.LEDGER): _row("Only the shift lead keeps the list of ledger witnesses.", LEAD),
    (Action.WITNESS_LEDGER, Kind.LEDGER): _row(
        "Checkpoints are seen and signed on the devices of those who work here.", EVERYBODY_AT_WORK
    ),
    (Action.RUN_RETENTION, Kind.ORGANISATION): _row("What has expired is removed by the program alone.", PROCESS),
    (Action.BACK_UP, Kind.ORGANISATION): _row(
        "Backups are made by the shift lead, or by the program on its own.", LEAD | PROCESS
    ),
    (Action.SEE_BOARD, Kind.ORGANISATION): _row(
        "The board is for operators, coordinators and the shift lead.", CALLS | LEAD
    ),
    (Action.SEE_REQUESTS, Kind.REQUEST): _row(
        "Requests are seen by operators and coordinators; a crew sees those of its mission.", CALLS, CREW
    ),
    (Action.SEE_MISSION, Kind.MISSION): _row("A mission is seen by coordinators and its own crew.", COORDINATOR, CREW),
    (Action.SEE_DANGER, Kind.PLACE): _row(
        "Dangers are seen by operators, coordinators, the shift lead and crews on their mission.", CALLS | LEAD, CREW
    ),
    (Action.SEE_RECEPTION, Kind.SHELTER): _BEDS,
    (Action.SEE_RECEPTION, Kind.REGISTRATION): _BEDS,
    (Action.SEE_FIGURES, Kind.ORGANISATION): _row(
        "Figures are seen by reporters and coordinators.", COORDINATOR | {Role.REPORTER}
    ),
    (Action.SEE_INCIDENTS, Kind.INCIDENT): _row("Incidents are seen by documenters alone.", DOCUMENTER),
    (Action.SEE_AUDIT, Kind.LEDGER): _row(
        "The ledger is read by coordinators and the shift lead.", LEAD_OR_COORDINATOR
    ),
    (Action.SEE_CLAIMS, Kind.CLAIM): _row(
        "Claims are seen by operators, coordinators and partner organisations.", CALLS, partner=PARTNER
    ),
    (Action.OPEN_IDENTITIES, Kind.REQUEST): _row(_NAMES, CALLS, CREW),
    (Action.OPEN_IDENTITIES, Kind.PERSON): _row(_NAMES, CALLS | {Role.RECEPTION}, CREW),
    (Action.OPEN_IDENTITIES, Kind.RELATIVE): _row(_NAMES, frozenset({Role.OPERATOR, Role.NOTIFIER})),
    (Action.OPEN_IDENTITIES, Kind.REGISTRATION): _row(_NAMES, RECEPTION),
    (Action.OPEN_IDENTITIES, Kind.MISSION): _row(_NAMES, COORDINATOR, CREW),
    (Action.OPEN_IDENTITIES, Kind.TRACE): _row(_NAMES, frozenset({Role.OPERATOR})),
    (Action.OPEN_IDENTITIES, Kind.INCIDENT): _row(_NAMES, DOCUMENTER),
}
"""Everything that is allowed. A pair that is not a key here is allowed to nobody."""


def kinds_of(action: Action) -> tuple[Kind, ...]:
    """Give the kinds of things an action may touch."""
    return tuple(kind for named, kind in PERMISSIONS if named is action)


def table_lines() -> tuple[str, ...]:
    """Give the table as lines of Markdown, for the page on care."""
    head = ("| action | touches | in their organisation | on their mission | else |", "|---|---|---|---|---|")
    rows = (
        f"| {action} | {kind} | {_told(row.desk)} | {_told(row.crew)} | {_elsewhere(row)} |"
        for (action, kind), row in PERMISSIONS.items()
    )
    return (*head, *rows)


def _told(roles: Roles) -> str:
    return ", ".join(role.value for role in Role if role in roles) or "-"


def _elsewhere(row: Permission) -> str:
    scopes = [f"arrivals of today: {_told(row.today)}"] if row.today else []
    scopes += [f"other organisation: {_told(row.partner)}"] if row.partner else []
    return "; ".join(scopes) or "-"
