"""`openevac claim key|offer|list|take|release`: requests that organisations of a coalition share, so that one drives.

What leaves the house is a cell of about 5 km, how many people, how it stands, and a tag under the coalition's key.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer, headed, moment
from openevac.cli.record.given import Number
from openevac.cli.record.requests.changing import opened_household
from openevac.cli.record.requests.ground import places_of
from openevac.cli.session import session_of
from openevac.domain.errors import InputError

if TYPE_CHECKING:
    from openevac.services.requests.claim_request import Claimed
    from openevac.services.requests.offer_request import Offered

KeyFile = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The coalition's key, where the request has no tag yet.")
]
Which = Annotated[
    str, typer.Argument(metavar="WHICH", help="Our request by its number, or any by its tag in the list.")
]
_TAG_SIGNS = frozenset("0123456789abcdef")


def key(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The new file; only this account reads it.")],
) -> None:
    """Draw the key of a coalition, once; each organisation gets it by hand, and never over the network."""
    from openevac.vault.tags import new_tag_key

    session = session_of(context)
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError("There is a file here already.", "Name a new one.", file=out.name) from None
    except OSError:
        raise InputError("The file cannot be written.", "Check the folder and your rights.", file=out.name) from None
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(new_tag_key().hex() + "\n")
    session.say("The coalition's key is in {folder}. Whoever has it can try out phones: carry it by hand, on a stick.",
                folder=str(out))  # fmt: skip


def offer(
    context: typer.Context, number: Number, key_file: KeyFile = None, code: As = "", machine: Json = False
) -> None:
    """Share one of our requests; others see about where, how many, and a tag. No name, number or door leaves."""
    with acting(context, code, machine=machine) as me:
        done = _offer(me, number, key_file)
        if answer(me.session, done, "{receipt} is shared: {cell}, {count} {count|person|people}.", "bold",
                  receipt=done.receipt, cell=done.cell, count=done.party_size):  # fmt: skip
            me.session.say("Its tag: {tag}", tag=done.tag)


def list_claims(context: typer.Context, code: As = "", machine: Json = False) -> None:
    """List what we share: how each stands, who takes it, and where two organisations must talk."""
    from openevac.services.requests.see_claims import see_claims

    with acting(context, code, machine=machine) as me:
        lines = see_claims(me.asking())
        session, say = me.session, me.session.words.say
        if machine:
            session.print_json(lines)
            return
        rows = [
            [one.receipt or "–", session.words.word(one.status), str(one.party_size), one.cell, one.taken_by,
             moment(session, one.expires_at) if one.expires_at else "", one.tag]
            for one in lines
        ]  # fmt: skip
        headings = [
            say("request"), say("stands"), say("people"), say("cell"), say("taken by"), say("until"), say("tag")
        ]  # fmt: skip
        headed(session, headings, rows, (2,))
        for one in lines:
            if one.disputed:
                session.warn("Two organisations claimed {tag}. Ring them before anybody drives.", tag=one.tag)
        if not lines:
            session.say("No request is shared.")


def take(context: typer.Context, which: Which, key_file: KeyFile = None, code: As = "", machine: Json = False) -> None:
    """Take a request on for 48 hours, so that nobody else drives there; again prolongs it."""
    from openevac.services.requests.claim_request import ClaimRequest, claim_request

    with acting(context, code, machine=machine) as me:
        if _is_tag(which):
            asked = ClaimRequest(tag=which)
        else:
            _offer(me, which, key_file)
            asked = ClaimRequest(receipt=which)
        _tell(me, claim_request(me.order(), asked))


def release(context: typer.Context, which: Which, code: As = "", machine: Json = False) -> None:
    """Give a claim back, so that somebody else may fetch these people."""
    from openevac.services.requests.release_claim import ReleaseClaim, release_claim

    with acting(context, code, machine=machine) as me:
        asked = ReleaseClaim(tag=which) if _is_tag(which) else ReleaseClaim(receipt=which)
        _tell(me, release_claim(me.order(), asked))


def _offer(me: Acting, number: str, key_file: Path | None) -> Offered:
    """Share a request; where it has no tag under the coalition's key yet, the tag is made first."""
    from openevac.services.requests.change_request import ChangeRequest, change_request
    from openevac.services.requests.offer_request import OfferRequest, offer_request

    asked = OfferRequest(receipt=number, cell=_cell(me, number))
    try:
        return offer_request(me.order(), asked)
    except InputError as refused:
        if refused.field != "coalition_tags":
            raise
    if key_file is None:
        raise InputError(
            "The request has no tag under the coalition's key yet.",
            "Name the file of that key after --key; `openevac claim key FILE` draws one for a new coalition.",
            field="--key",
        )
    tag = _tag(me, number, _read_key(key_file))
    reason = me.session.words.say("shared with the coalition")
    change_request(me.order(), ChangeRequest(receipt=number, reason=reason, coalition_tags=(tag,)))
    return offer_request(me.order(), asked)


def _tag(me: Acting, number: str, coalition: bytes) -> str:
    """Make the tag by which another organisation sees that it was asked by the same household."""
    from openevac.services.requests.see_request import see_request
    from openevac.vault.tags import claim_house_tag, claim_phone_tag

    household = opened_household(me, number)
    if household.phones:
        return claim_phone_tag(coalition, min(household.phones))
    katottg = see_request(me.asking(), number).line.katottg
    if not (katottg and household.street and household.house):
        raise InputError(
            "The request has neither a phone nor a door: nobody could tell it from another.",
            "Add a phone with `openevac request change NUMBER --phone`, or ring the other organisation.",
            field="phones",
        )
    return claim_house_tag(coalition, katottg, household.street, household.house, household.flat)


def _cell(me: Acting, number: str) -> str:
    """Give the coarse cell of the village where the request has no position of its own."""
    from openevac.rules.claims import cell_of
    from openevac.services.requests.see_request import see_request

    line = see_request(me.asking(), number).line
    if line.position is not None:
        return ""
    ground = places_of(me).ground
    place = ground.places.get(line.katottg) if ground is not None else None
    if place is None or place.position is None:
        raise InputError(
            "Where the request lies is not known.",
            "Name the region first: `openevac mission files --region DIR`.",
            field="place",
        )
    return cell_of(place.position)


def _read_key(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise InputError(
            "This is not the file of a coalition's key.", "Name the file that `openevac claim key` made.",
            file=path.name,
        ) from None  # fmt: skip


def _is_tag(which: str) -> bool:
    return len(which) == 32 and set(which) <= _TAG_SIGNS


def _tell(me: Acting, done: Claimed) -> None:
    if answer(me.session, done, "{tag}: {status}.", "bold", tag=done.tag,
              status=me.session.words.word(done.status)):  # fmt: skip
        me.session.remark(done.say)
        if done.expires_at is not None:
            me.session.say("It holds until {at}.", at=done.expires_at)
