"""What a phone fetches before it drives: the way, the people sealed to it; and the key it names for them."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema

from openevac.services.missions.name_recipient import MOST_HELD, NameRecipient, RecipientNamed, name_recipient
from openevac.services.missions.see_drive_part import see_drive_part
from openevac.services.missions.see_pack import see_people_for_phone
from openevac.web.api.asking import asking, order, who_asks
from openevac.web.api.drive_shapes import DrivePartOut, Instant
from openevac.web.api.in_parts import in_parts
from openevac.web.api.shapes import REFUSALS, Code, Command
from openevac.web.desk.mission.ground import ground_of

router = Router(tags=["devices"])
LONGEST_RECIPIENT = 128


class SealedStopOut(Schema):
    """The people of one stop, sealed to the phone that asks (age, base64); `stop`: the code they were sealed under."""

    stop: str
    request: str
    sealed: str
    sealed_at: Instant


class PeopleOut(Schema):
    """What waits for this phone, the stops whose people nobody has sealed for it yet, and those that are done."""

    mission: str
    version: int
    stops: list[SealedStopOut]
    missing: list[str]
    served: list[str]


class RecipientIn(Command):
    """The public key people are sealed to from now on, and the stops whose people the phone holds already."""

    recipient: Annotated[str, Field(min_length=1, max_length=LONGEST_RECIPIENT, examples=["age1..."])]
    holds: Annotated[list[Code], Field(max_length=MOST_HELD)] = Field(default_factory=list)


class RecipientOut(Schema):
    """Which phone named it, and how many stops it holds by the record."""

    device: str
    holds: int


@router.get(
    "mission/{code}/drive",
    response={200: DrivePartOut, 206: DrivePartOut, 304: None, 416: None, **REFUSALS},
    summary="Fetch the way",
)
def drive(request: HttpRequest, code: Path[str]) -> HttpResponse:
    """Give what a crew drives by; `ETag`, `If-None-Match`, `Range` and `If-Range` are heard, so that it resumes."""
    part = see_drive_part(asking(request), code, partial(ground_of, who_asks(request).organisation))
    body = DrivePartOut.model_validate(part, from_attributes=True).model_dump_json(by_alias=True)
    return in_parts(request, body.encode())


@router.get("mission/{code}/people", response={200: PeopleOut, **REFUSALS}, summary="Fetch the people, sealed")
def people(request: HttpRequest, code: Path[str]) -> PeopleOut:
    """Give the people of one's own mission, sealed to this phone alone by a client at the desk."""
    found = see_people_for_phone(asking(request), code)
    return PeopleOut(
        mission=found.mission,
        version=found.version,
        stops=[
            SealedStopOut(
                stop=one.stop, request=one.request, sealed=b64encode(one.sealed).decode(), sealed_at=one.sealed_at
            )
            for one in found.stops
        ],
        missing=list(found.missing),
        served=list(found.served),
    )


@router.post("recipient", response={200: RecipientOut, **REFUSALS}, summary="Name a key")
def recipient(request: HttpRequest, asked: RecipientIn) -> RecipientNamed:
    """Name the key people are sealed to from now on; what was sealed to an older one and is not held is forgotten."""
    named = NameRecipient(recipient=asked.recipient, holds=tuple(asked.holds))
    return name_recipient(order(request, asked.command_id), named)
