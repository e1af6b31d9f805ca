"""What a phone asks as a witness of the ledger: the newest checkpoint with its proof; and its signature back."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from openevac.services.log.phone_witness import CheckpointSeen, keep_phone_cosignature, see_checkpoint
from openevac.web.api.asking import asking
from openevac.web.api.shapes import REFUSALS, Asked, Code, Count

router = Router(tags=["ledger"])


class CheckpointOut(Schema):
    """The newest checkpoint, as a signed C2SP note with every cosignature there is, and why it continues yours."""

    old: int
    size: int
    note: str
    proof: list[str] = Field(description="Consistency from `old` to `size` (RFC 6962), hashes in base64.")


class SeenIn(Schema):
    """How many entries the phone has seen; 0 for the first time."""

    old: Count = Field(0, alias="from")


class CosignatureIn(Asked):
    """A witness's line under the checkpoint of `size` entries, as c2sp.org/tlog-cosignature has it."""

    witness: Code = Field(examples=["witness.example/phone-1"])
    size: Count
    line: Annotated[str, Field(max_length=1000)]


class KeptOut(Schema):
    """Whether the signature is new here."""

    new: bool


@router.get("checkpoint", response={200: CheckpointOut, **REFUSALS}, summary="See the newest checkpoint and its proof")
def checkpoint(request: HttpRequest, seen: Query[SeenIn]) -> CheckpointSeen:
    """Give the newest checkpoint and the proof that it continues the log of `from` entries that this phone has seen."""
    return see_checkpoint(asking(request), seen.old)


@router.post("cosignature", response={200: KeptOut, **REFUSALS}, summary="Sign a checkpoint as a witness")
def cosignature(request: HttpRequest, asked: CosignatureIn) -> KeptOut:
    """Keep a witness's signature after checking it; the same again changes nothing."""
    return KeptOut(new=keep_phone_cosignature(asking(request), asked.witness, asked.size, asked.line))
