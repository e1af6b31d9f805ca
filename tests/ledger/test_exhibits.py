"""Custody from capture to export: one changed byte, step, order or hand is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from openevac.domain.errors import InputError
from openevac.domain.incidents import CustodyStep, Exhibit
from openevac.ledger.entries import canonical_json
from openevac.ledger.exhibits import CustodyStanding, Touch, check_custody, hash_original, parse_touch, take_exhibit
from openevac.ledger.proof import check_proof, make_proof
from tests.ledger.made_log import START, MadeLog

PHOTO = [b"first half, ", b"second half"]
EXHIBIT = take_exhibit("e1", "image/jpeg", PHOTO)
STEPS = (CustodyStep.TAKEN, CustodyStep.RECEIVED, CustodyStep.OPENED, CustodyStep.EXPORTED)


def touches() -> list[Touch]:
    made = [
        Touch(incident="i1", exhibit=EXHIBIT, step=step, at=START + timedelta(hours=hours), by=f"p{hours}")
        for hours, step in enumerate(STEPS)
    ]
    return [*made[:-1], replace(made[-1], copy_sha256=EXHIBIT.sha256)]


def standing(given: list[Touch]) -> list[CustodyStanding]:
    """Put steps into a log among other entries, and prove each."""
    log = MadeLog()
    places = []
    for touch in given:
        log.grow(2)
        places.append(log.add(touch.at, "record_incident", touch.body()))
    note = log.checkpoint()
    made = []
    for place in places:
        proof = make_proof(place, log.entries[place], log.salts[place], note, log.stored.node_of)
        proven = check_proof(proof, log.key.verifier, (), log.bodies[place])
        made.append(CustodyStanding(body=log.bodies[place], salt=log.salts[place], proven=proven))
    return made


def said(chunks: list[bytes], steps: list[CustodyStanding]) -> list[str]:
    return [remark.in_english() for remark in check_custody(chunks, steps)]


def test_an_original_is_hashed_piece_by_piece() -> None:
    whole = b"".join(PHOTO)
    assert hash_original(PHOTO) == hash_original([whole]) == (sha256(whole).hexdigest(), len(whole))
    assert (EXHIBIT.sha256, EXHIBIT.size_bytes, EXHIBIT.media_type) == (*hash_original(PHOTO), "image/jpeg")


def test_custody_in_order_has_nothing_to_say() -> None:
    assert said(PHOTO, standing(touches())) == []
    assert said(PHOTO, standing([replace(touches()[1]), touches()[3]])) == []


def test_one_changed_byte_of_the_file_is_told() -> None:
    assert said([b"first half, ", b"second halF"], standing(touches())) == [
        "The file is not the one that was taken: its hash or size is another.",
        "The last step is not the export of this file.",
    ]


def test_a_missing_beginning_is_told() -> None:
    for steps in ([], touches()[2:]):
        assert said(PHOTO, standing(steps)) == ["The custody does not begin with taking or receiving the original."]


@pytest.mark.parametrize("change", [{"exhibit": replace(EXHIBIT, sha256="0" * 64)}, {"incident": "i2"}])
def test_a_step_of_another_original_is_told(change: dict[str, object]) -> None:
    steps = touches()
    steps[1] = replace(steps[1], **change)  # type: ignore[arg-type]  # the fields differ in type
    assert said(PHOTO, standing(steps)) == ["Step 2 is about another original."]


def test_a_body_or_salt_the_log_does_not_hold_is_told() -> None:
    steps = standing(touches())
    steps[2] = replace(steps[2], body=replace(touches()[2], by="p9").body())
    assert said(PHOTO, steps) == ["The ledger does not commit to step 3."]
    steps = standing(touches())
    steps[0] = replace(steps[0], salt=bytes(32))
    assert said(PHOTO, steps) == ["The ledger does not commit to step 1."]


def test_steps_out_of_order_are_told() -> None:
    told = "Step {} stands in the log before the step it follows, or bears an earlier time."
    steps = standing(touches())
    swapped = [steps[0], steps[2], steps[1], steps[3]]
    assert said(PHOTO, swapped) == [told.format(3)]
    late = touches()
    late[1] = replace(late[1], at=START + timedelta(days=1))
    assert said(PHOTO, standing(late)) == [told.format(3)]
    assert said(PHOTO, [steps[0], steps[1], steps[1], steps[3]]) == [told.format(3)]


def test_an_export_that_was_not_recorded_is_told() -> None:
    assert said(PHOTO, standing(touches()[:3])) == ["The last step is not the export of this file."]
    other = [*touches()[:3], replace(touches()[3], copy_sha256="0" * 64)]
    assert said(PHOTO, standing(other)) == ["The last step is not the export of this file."]


def test_a_step_reads_back() -> None:
    for touch in touches():
        assert parse_touch(touch.body()) == touch


BODY = touches()[3].body()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", BODY + b" ", BODY.replace(b"custody", b"other"), BODY.replace(b"exported", b"sold"),
        BODY.replace(b'"by":"p3"', b'"by":""'), BODY.replace(b'"by":"p3"', b'"by":3'), b"[" * 100_000,
        BODY.replace(EXHIBIT.sha256.encode(), b"0"), canonical_json({"kind": "custody"}),
        BODY.replace(b"+00:00", b""),
    ],
)  # fmt: skip
def test_what_is_no_step_is_refused(body: bytes) -> None:
    with pytest.raises(InputError, match="not a step of custody"):
        parse_touch(body)


def test_a_step_checks_itself() -> None:
    for change in ({"incident": ""}, {"by": "two words"}, {"at": START.replace(tzinfo=None)}, {"copy_sha256": "x"}):
        with pytest.raises(InputError):
            replace(touches()[0], **change)
    with pytest.raises(InputError):
        Exhibit(id="e", sha256="x", size_bytes=1, media_type="image/jpeg")
