from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.roles import KEY_ROLES, Role
from openevac.vault import age
from openevac.vault.age import OpenedIdentity
from openevac.vault.records import LARGEST_BYTES, READERS, SIZES, STEPS, RecordKind, padded_size
from openevac.vault.sealing import SealedRecord, open_record, open_record_key, seal_record, wrap_again
from tests.torture import examples
from tests.vault.cast import KEYS, RECIPIENTS, cuts, flips

OPERATOR = KEYS[Role.OPERATOR].identity
HOUSEHOLD = RecordKind.HOUSEHOLD
SMALL_KINDS = [kind for kind in RecordKind if kind not in STEPS]
HEAD = 8 + 6


def readers_of(kind: RecordKind) -> dict[Role, str]:
    return {role: RECIPIENTS[role] for role in READERS[kind]}


def sealed(payload: bytes = b"told", kind: RecordKind = HOUSEHOLD, record: str = "h-1") -> SealedRecord:
    return seal_record(payload, readers_of(kind), kind=kind, record=record)


def frame_of(one: SealedRecord, role: Role = Role.OPERATOR) -> bytes:
    return open_record_key(one.wraps[role], KEYS[role].identity).open(one.payload)


@settings(max_examples=examples(60, 2000), deadline=None)
@given(
    payload=st.binary(max_size=9_000),
    kind=st.sampled_from(list(RecordKind)),
    record=st.text("abcdefgh0123456789-._:", min_size=1, max_size=64),
)
def test_every_reader_opens_what_was_sealed_and_nobody_else(payload: bytes, kind: RecordKind, record: str):
    one = sealed(payload, kind, record)
    assert set(one.wraps) == set(READERS[kind])
    for role in KEY_ROLES:
        for reader, wrap in one.wraps.items():
            if role is reader:
                assert open_record(one.payload, wrap, KEYS[role].identity, kind=kind, record=record) == payload
            else:
                with pytest.raises(InputError, match="sealed to other keys"):
                    open_record(one.payload, wrap, KEYS[role].identity, kind=kind, record=record)


def test_every_changed_byte_is_refused():
    one = sealed()
    wrap, masks = one.wraps[Role.OPERATOR], (0x01, 0xFF) if examples(0, 1) == 0 else tuple(1 << bit for bit in range(8))
    spoiled = [(payload, wrap) for payload in flips(one.payload, masks)]
    spoiled += [(one.payload, changed) for changed in flips(wrap, masks)]
    assert len(spoiled) == len(masks) * (len(one.payload) + len(wrap))
    for payload, changed in spoiled:
        with pytest.raises(InputError, match=r"changed or cut|other keys"):
            open_record(payload, changed, OPERATOR, kind=HOUSEHOLD, record="h-1")


def test_every_cut_is_refused_and_so_is_what_was_added():
    one = sealed()
    wrap = one.wraps[Role.OPERATOR]
    spoiled = [(payload, wrap) for payload in cuts(one.payload)] + [(one.payload, cut) for cut in cuts(wrap)]
    spoiled += [(one.payload + b"\0", wrap), (one.payload, wrap + b"\0"), (one.payload * 2, wrap)]
    for payload, changed in spoiled:
        with pytest.raises(InputError, match=r"changed or cut|other keys"):
            open_record(payload, changed, OPERATOR, kind=HOUSEHOLD, record="h-1")


def test_a_payload_moved_to_another_record_is_refused_even_with_its_wrap():
    one, other = sealed(record="h-1"), sealed(record="h-2")
    wrap = one.wraps[Role.OPERATOR]
    with pytest.raises(InputError, match="belong to another record"):
        open_record(one.payload, wrap, OPERATOR, kind=HOUSEHOLD, record="h-2")
    with pytest.raises(InputError, match="belong to another record"):
        open_record(one.payload, wrap, OPERATOR, kind=RecordKind.EVACUEE, record="h-1")
    with pytest.raises(InputError, match="sealed to other keys"):
        open_record(one.payload, other.wraps[Role.OPERATOR], OPERATOR, kind=HOUSEHOLD, record="h-1")


def test_kind_and_record_cannot_run_into_each_other():
    # "trace" + "x-1" and "tracex" + "-1" are the same letters in a row.
    one = sealed(kind=RecordKind.CREW_NOTE, record="x")
    identity = KEYS[Role.COORDINATOR].identity
    for record in ("xx", "", "_x"):
        with pytest.raises(InputError, match="belong to another record"):
            open_record(one.payload, one.wraps[Role.COORDINATOR], identity, kind=RecordKind.CREW_NOTE, record=record)


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize("role", list(Role))
def test_only_the_roles_that_need_a_kind_can_be_given_it(kind: RecordKind, role: Role):
    recipient = age.recipient_of(age.new_identity())
    if role in READERS[kind]:
        assert role in seal_record(b"x", {role: recipient}, kind=kind, record="r").wraps
    else:
        with pytest.raises(InputError, match=f"role {role.value} may not read a record of the kind {kind.value}"):
            seal_record(b"x", {role: recipient}, kind=kind, record="r")


def test_the_readers_are_those_of_the_contract():
    o, c, r, d, n = KEY_ROLES
    told = {
        "household": {o, c}, "evacuee": {o, c, r}, "relative": {o, n}, "registration": {r, c}, "trace": {o},
        "incident": {d}, "exhibit": {d}, "crew_note": {c}, "chat_line": {o}, "name_index": {o, c},
    }  # fmt: skip
    assert {kind.value: set(roles) for kind, roles in READERS.items()} == told


def test_a_record_nobody_could_read_is_not_made():
    with pytest.raises(InputError, match="Nobody would be able to read"):
        seal_record(b"x", {}, kind=HOUSEHOLD, record="h")


@pytest.mark.parametrize("record", ["", "two words", "x" * 65, "a/b"])
def test_a_record_needs_a_proper_id(record: str):
    with pytest.raises(InputError, match="not an id"):
        sealed(record=record)


def test_every_record_has_a_key_of_its_own_and_no_two_seals_are_alike():
    seals = [sealed() for _ in range(20)]
    assert len({one.recipient for one in seals}) == len({one.payload for one in seals}) == 20
    for one in seals:
        assert open_record_key(one.wraps[Role.OPERATOR], OPERATOR).recipient == one.recipient
    keys = {open_record_key(wrap, KEYS[role].identity).text for role, wrap in seals[0].wraps.items()}
    assert len(keys) == 1, "every role has the same key of a record"


def test_a_length_says_at_most_which_step():
    assert SIZES == (512, 2048, 8192, 32_768)
    for kind in SMALL_KINDS:
        overhead = HEAD + len(kind.value) + len("h-1")
        for smaller, size in zip((0, *SIZES), SIZES, strict=False):
            for length in {max(0, smaller - overhead + 1), (smaller + size) // 2 - overhead, size - overhead}:
                one = sealed(b"y" * length, kind)
                assert len(frame_of(one, READERS[kind][0])) == size
        with pytest.raises(InputError, match=f"at most {SIZES[-1]}"):
            sealed(b"y" * (SIZES[-1] - overhead + 1), kind)


def test_sealed_lengths_overlap_for_all_payloads_of_one_step():
    short = {len(sealed(b"").payload) for _ in range(150)}
    long = {len(sealed(b"y" * 450).payload) for _ in range(150)}
    assert max(min(short), min(long)) < min(max(short), max(long)), "age adds a chance length of its own to both"


@pytest.mark.parametrize("kind", list(STEPS))
def test_large_kinds_are_padded_to_whole_steps(kind: RecordKind):
    step, most = STEPS[kind], LARGEST_BYTES[kind]
    assert [padded_size(kind, length) for length in (1, step, step + 1)] == [step, step, 2 * step]
    assert padded_size(kind, most) == most
    with pytest.raises(InputError, match=f"{most + 1} bytes, at most {most}"):
        padded_size(kind, most + 1)


def test_a_film_of_three_megabytes_is_sealed_and_opened():
    film = bytes(range(256)) * 12_000
    one = sealed(film, RecordKind.EXHIBIT, "e-1")
    role, identity = Role.DOCUMENTER, KEYS[Role.DOCUMENTER].identity
    assert open_record(one.payload, one.wraps[role], identity, kind=RecordKind.EXHIBIT, record="e-1") == film


HAND = struct.Struct(">BBI")


def by_hand(frame: bytes) -> InputError:
    identity = age.new_identity()
    payload = age.seal(frame, [age.recipient_of(identity)])
    wrap = age.seal(identity.encode(), [RECIPIENTS[Role.OPERATOR]])
    with pytest.raises(InputError) as refused:
        open_record(payload, wrap, OPERATOR, kind=HOUSEHOLD, record="h-1")
    return refused.value


def test_a_frame_that_somebody_else_made_up_is_refused():
    head = b"OEVREC01" + HAND.pack(9, 3, 4) + b"householdh-1"
    assert "not a record of OpenEvac" in str(by_hand(b""))
    assert "not a record of OpenEvac" in str(by_hand(b"OEVREC01"))
    assert "not a record of OpenEvac" in str(by_hand(b"OEVREC01" + bytes(5)))
    assert "not a record of OpenEvac" in str(by_hand(b"OEVREC02" + head[8:] + b"told" + bytes(400)))
    assert "not a record of OpenEvac" in str(by_hand(head + b"tol")), "shorter than it says"
    assert "not a record of OpenEvac" in str(by_hand(head + b"told" + b"\0hidden\0"))
    assert "another record" in str(by_hand(head.replace(b"h-1", b"h-2") + b"told"))
    huge = b"OEVREC01" + HAND.pack(9, 3, 2**32 - 1) + b"householdh-1told"
    assert "not a record of OpenEvac" in str(by_hand(huge))


def test_the_frame_is_what_the_decision_page_says():
    frame = frame_of(sealed(b"told"))
    assert frame == (b"OEVREC01" + HAND.pack(9, 3, 4) + b"householdh-1told").ljust(512, b"\0")


@pytest.mark.parametrize("inside", [b"\xff\xfe", b"nothing", b""])
def test_a_wrap_that_holds_no_key_is_refused(inside: bytes):
    with pytest.raises(InputError, match=r"not hold a key|not a secret key"):
        open_record(
            sealed().payload, age.seal(inside, [RECIPIENTS[Role.OPERATOR]]), OPERATOR, kind=HOUSEHOLD, record="h-1"
        )


def test_wrapping_again_opens_the_same_payload_and_leaves_the_first_wrap_alone():
    one, device = sealed(), OpenedIdentity(age.new_identity())
    again = wrap_again(one.wraps[Role.COORDINATOR], KEYS[Role.COORDINATOR].identity, device.recipient)
    assert open_record(one.payload, again, device, kind=HOUSEHOLD, record="h-1") == b"told"
    with pytest.raises(InputError, match="other keys"):
        open_record(one.payload, again, OPERATOR, kind=HOUSEHOLD, record="h-1")


def test_an_empty_payload_and_one_of_zeros_come_back_as_they_were():
    for payload in (b"", b"\0", b"\0" * 300, b"x\0\0"):
        one = sealed(payload)
        assert open_record(one.payload, one.wraps[Role.OPERATOR], OPERATOR, kind=HOUSEHOLD, record="h-1") == payload
