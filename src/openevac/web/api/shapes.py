"""Kinds of values that several questions share, narrow enough that nothing unreadable gets further."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, ValidationInfo

from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.web.telling import words_of

LARGEST = 2**53 - 1
"""What JavaScript counts exactly; every database takes it."""
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


def _spoken(value: Any, info: ValidationInfo) -> Any:
    """Say a remark of the core in the language of the asker; ninja hands the request along."""
    if isinstance(value, Remark) and info.context is not None:
        return words_of(info.context["request"]).remark(value)
    return value


Sentence = Annotated[str, BeforeValidator(_spoken)]


class Asked(Schema):
    """What is sent: a field nobody knows is a slip and is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Command(Asked):
    """A command. The same id again gives the same answer and does nothing twice."""

    command_id: UUID = Field(examples=["7f3c1a52-52b1-4d0e-9f07-3a1d4c1f0b11"])


class Position(Asked):
    """Degrees of WGS 84; rounded to 100 m before it is kept."""

    lon: Longitude = Field(examples=[37.12])
    lat: Latitude = Field(examples=[49.44])

    def lonlat(self) -> LonLat:
        """Give it as the domain has it."""
        return LonLat(self.lon, self.lat)


class FaultOut(Schema):
    """What is wrong, what to do next, and where to look."""

    problem: str = Field(examples=["There is nothing here under that name."])
    todo: str = Field(examples=["Check the number and the organisation."])
    field: str = ""
    row: int | None = None
    others: list[FaultOut] = Field(default_factory=list)


REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503, 507), FaultOut)
"""Every question may be refused in these ways."""
