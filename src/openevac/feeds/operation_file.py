"""The operation file: one day's requests, vehicles, crews, depots, shelters and policy, in TOML or JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from openevac.domain.aid import Parcel
from openevac.domain.errors import InputError
from openevac.domain.meeting_points import MeetingPoint, NamedService
from openevac.domain.needs import BedKind
from openevac.domain.operation import Operation, Policy
from openevac.domain.relays import Relay
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Shelter
from openevac.domain.vehicles import Crew, Depot, Profile, Vehicle, VehicleType
from openevac.feeds.aid_sheet import read_aid, require_known
from openevac.feeds.ground import Ground, locate, require_inside, require_place
from openevac.feeds.points_sheet import read_points
from openevac.feeds.requests_sheet import RequestsRead, read_requests
from openevac.feeds.typed_files import build, one_or_many, read_tree


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationFile:
    """What an operation file may hold.

    `requests`, `meeting_points`, `aid`: records, or the name of a sheet (.csv, .xlsx) beside the file. `timezone` is
    for times in a sheet that do not say their zone.
    """

    name: str
    requests: str | tuple[EvacuationRequest, ...]
    vehicles: tuple[Vehicle, ...]
    vehicle_types: tuple[VehicleType, ...]
    profiles: tuple[Profile, ...]
    crews: tuple[Crew, ...]
    depots: tuple[Depot, ...]
    shelters: tuple[Shelter, ...]
    policy: Policy = field(default_factory=Policy)
    aid: str | tuple[Parcel, ...] = ()
    timezone: str = "Europe/Kyiv"
    meeting_points: str | tuple[MeetingPoint, ...] = ()
    services: tuple[NamedService, ...] = ()
    relays: tuple[Relay, ...] = ()


@dataclass(frozen=True, slots=True)
class OperationRead:
    """The operation, and what people should know about the reading (columns left out, places taken from positions)."""

    operation: Operation
    remarks: tuple[Remark, ...]


def read_operation(path: Path, ground: Ground | None = None) -> OperationRead:
    """Read an operation file and its sheet of requests; with `ground` places and positions are judged too.

    Positions of requests are rounded to 100 m. Raises InputError or InputErrors with file, row or key.
    """
    entry = build(read_tree(path), OperationFile, file=path.name)
    read = _requests(entry, path, ground)
    try:
        operation = Operation(
            name=entry.name,
            requests=read.requests,
            vehicles=entry.vehicles,
            vehicle_types=entry.vehicle_types,
            profiles=entry.profiles,
            crews=entry.crews,
            depots=entry.depots,
            shelters=entry.shelters,
            policy=entry.policy,
            meeting_points=_points(entry, path),
            services=entry.services,
            aid=_aid(entry, path, ground),
            relays=entry.relays,
        )
        _require_a_bed(operation)
    except InputError as fault:
        raise fault.at(file=path.name) from None
    if ground is not None:
        _require_halts_inside(operation, ground, path.name)
    return OperationRead(operation, read.remarks)


def _requests(entry: OperationFile, path: Path, ground: Ground | None) -> RequestsRead:
    if isinstance(entry.requests, str):
        return read_requests(path.parent / entry.requests, _zone(entry.timezone, path.name), ground)
    faults: list[InputError] = []
    located: list[EvacuationRequest] = []
    for request in entry.requests:
        try:
            located.append(locate(request, ground))
        except InputError as fault:
            place = f"requests[{request.id}].{fault.field}"
            faults.append(InputError(fault.problem, fault.todo, file=path.name, field=place, **fault.facts))
    if faults:
        raise one_or_many(faults)
    return RequestsRead(tuple(located), ())


def _points(entry: OperationFile, path: Path) -> tuple[MeetingPoint, ...]:
    if isinstance(entry.meeting_points, str):
        return read_points(path.parent / entry.meeting_points, _zone(entry.timezone, path.name))
    return entry.meeting_points


def _aid(entry: OperationFile, path: Path, ground: Ground | None) -> tuple[Parcel, ...]:
    """Give the parcels of the file or its sheet; with `ground` their positions are judged too."""
    if isinstance(entry.aid, str):
        return read_aid(path.parent / entry.aid, ground)
    faults = []
    for parcel in entry.aid:
        try:
            require_known(parcel, ground)
        except InputError as fault:
            place = f"aid[{parcel.id}].{fault.field}"
            faults.append(InputError(fault.problem, fault.todo, file=path.name, field=place, **fault.facts))
    if faults:
        raise one_or_many(faults)
    return entry.aid


def _zone(name: str, file: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            "'{zone}' is not a time zone.", "Write it like Europe/Kyiv.", file=file, field="timezone", zone=name
        ) from None


def _require_a_bed(operation: Operation) -> None:
    """Refuse an operation in which nobody can be brought anywhere; a single full shelter is the planner's matter."""
    beds = sum(shelter.beds.of(kind) for shelter in operation.shelters for kind in BedKind)
    if beds == 0:
        raise InputError(
            "Every shelter is full: no bed is left.",
            "Ring the shelters and correct `beds`, or add a shelter with room.",
            field="shelters",
        )


def _require_halts_inside(operation: Operation, ground: Ground, file: str) -> None:
    faults = []
    for records in ("depots", "shelters", "meeting_points", "relays"):
        for record in getattr(operation, records):
            try:
                require_inside(record.position, ground)
                if getattr(record, "katottg", ""):
                    require_place(record.katottg, ground)
            except InputError as fault:
                place = f"{records}[{record.id}].{fault.field or 'position'}"
                faults.append(InputError(fault.problem, fault.todo, file=file, field=place, **fault.facts))
    if faults:
        raise one_or_many(faults)
