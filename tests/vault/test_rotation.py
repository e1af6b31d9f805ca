from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.vault.keyring import Keyring
from openevac.vault.keys import RoleKey, new_personal_key, new_role_key, open_role_key, wrap_role_key
from openevac.vault.records import RecordKind
from openevac.vault.rotation import Begun, Rotation, StoredWrap, begin, finish, restart, rewrap_batch
from openevac.vault.sealing import open_record, seal_record
from tests.torture import examples

PEOPLE = {name: new_personal_key() for name in ("olha", "ivan", "leaver")}
ROLE, KIND = Role.OPERATOR, RecordKind.HOUSEHOLD


@dataclass
class Shelf:
    """A store of wraps that commits each step whole or not at all, as a database does."""

    key: RoleKey = field(default_factory=lambda: new_role_key(ROLE, 1))
    payloads: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, StoredWrap] = field(default_factory=dict)
    people: dict[tuple[str, int], bytes] = field(default_factory=dict)
    rotation: Rotation | None = None

    def __post_init__(self) -> None:
        for name, person in PEOPLE.items():
            self.people[name, 1] = wrap_role_key(self.key, person.recipient)

    def write(self, record: str, key: RoleKey) -> None:
        one = seal_record(record.encode(), {ROLE: key.recipient}, kind=KIND, record=record)
        self.payloads[record] = one.payload
        self.rows[record] = StoredWrap(record=record, role=ROLE, epoch=key.epoch, wrap=one.wraps[ROLE])

    def store_begin(self, begun: Begun) -> None:
        for name, wrap in begun.wraps.items():
            self.people[name, begun.key.epoch] = wrap
        self.rotation = begun.rotation

    def old_rows(self, after: str = "") -> list[StoredWrap]:
        return [self.rows[name] for name in sorted(self.rows) if name > after and self.rows[name].epoch == 1]

    def commit(self, rotation: Rotation, replaced: tuple[StoredWrap, ...]) -> None:
        self.rows |= {row.record: row for row in replaced}
        self.rotation = rotation

    def key_of(self, name: str, epoch: int) -> RoleKey:
        return open_role_key(self.people[name, epoch], PEOPLE[name].identity, role=ROLE, epoch=epoch)

    def all_readable_by(self, name: str) -> bool:
        ring = Keyring([self.key_of(who, epoch) for who, epoch in self.people if who == name], {})
        return all(
            ring.open(KIND, record, self.payloads[record], {ROLE: row.wrap}) == record.encode()
            for record, row in self.rows.items()
        )


def filled(count: int) -> Shelf:
    shelf = Shelf()
    for number in range(count):
        shelf.write(f"h-{number:03}", shelf.key)
    return shelf


def stays() -> dict[str, str]:
    return {name: PEOPLE[name].recipient for name in ("olha", "ivan")}


def run(shelf: Shelf, batch: int, kill_after: int | None = None, late: dict[int, str] | None = None) -> None:
    """Run a rotation in steps as a client does; `kill_after` stops it after so many stored steps."""
    step = 0
    old = shelf.key_of("olha", 1)
    if shelf.rotation is None:
        shelf.store_begin(begin(old, stays()))
        step += 1
    assert shelf.rotation is not None
    new = shelf.key_of("olha", 2)
    while kill_after is None or step < kill_after:
        if (late or {}).get(step):
            shelf.write((late or {})[step], old)
        rows = shelf.old_rows(shelf.rotation.cursor)[:batch]
        if rows:
            shelf.commit(*rewrap_batch(shelf.rotation, rows, old, new))
        elif shelf.old_rows():
            shelf.rotation = restart(shelf.rotation)
        else:
            shelf.rotation = finish(shelf.rotation, shelf.old_rows(), old)
            for name in PEOPLE:
                shelf.people.pop((name, 1), None)
            return
        step += 1


@settings(max_examples=examples(25, 600), deadline=None)
@given(
    count=st.integers(0, 12),
    batch=st.integers(1, 5),
    kills=st.lists(st.integers(0, 6), max_size=5),
    late=st.dictionaries(st.integers(1, 5), st.sampled_from(["a-late", "h-005x", "z-late"]), max_size=3),
)
def test_wherever_a_rotation_is_killed_those_who_stay_read_everything(count, batch, kills, late):
    shelf = filled(count)
    old = shelf.key
    for kill in kills:
        if shelf.rotation is None or not shelf.rotation.finished:
            run(shelf, batch, kill_after=kill, late=late)
        assert shelf.all_readable_by("olha")
        assert shelf.all_readable_by("ivan")
    if shelf.rotation is None or not shelf.rotation.finished:
        run(shelf, batch)
    assert shelf.rotation is not None
    assert shelf.rotation.finished
    assert shelf.all_readable_by("olha")
    assert shelf.all_readable_by("ivan")
    assert ("leaver", 2) not in shelf.people
    shelf.write("h-new", shelf.key_of("ivan", 2))
    for record, row in shelf.rows.items():
        with pytest.raises(InputError, match="other keys"):
            open_record(shelf.payloads[record], row.wrap, old.identity, kind=KIND, record=record)


def test_the_new_key_reaches_those_who_stay_and_nobody_else():
    begun = begin(Shelf().key, stays())
    assert set(begun.wraps) == {"olha", "ivan"}
    assert (begun.key.role, begun.key.epoch) == (ROLE, 2)
    assert begun.rotation == Rotation(role=ROLE, from_epoch=1, to_epoch=2)
    for wrap in begun.wraps.values():
        with pytest.raises(InputError, match="other keys"):
            open_role_key(wrap, PEOPLE["leaver"].identity, role=ROLE, epoch=2)
    with pytest.raises(InputError, match="Nobody would hold the new key"):
        begin(Shelf().key, {})


def test_payloads_are_not_touched_and_a_batch_sent_twice_does_nothing_twice():
    shelf = filled(4)
    before, begun = dict(shelf.payloads), begin(shelf.key, stays())
    rotation, replaced = rewrap_batch(begun.rotation, shelf.old_rows()[:3], shelf.key, begun.key)
    assert [(row.record, row.epoch) for row in replaced] == [("h-000", 2), ("h-001", 2), ("h-002", 2)]
    assert (rotation.cursor, rotation.done) == ("h-002", 3)
    again, nothing = rewrap_batch(rotation, replaced, shelf.key, begun.key)
    assert (again, nothing) == (rotation, ())
    shelf.commit(rotation, replaced)
    assert shelf.payloads == before
    assert restart(rotation) == replace(rotation, cursor="")


def test_rows_of_other_roles_are_passed_over():
    shelf = filled(1)
    begun, row = begin(shelf.key, stays()), shelf.old_rows()[0]
    _, replaced = rewrap_batch(begun.rotation, [replace(row, role=Role.COORDINATOR)], shelf.key, begun.key)
    assert replaced == ()


def test_a_damaged_wrap_is_kept_named_and_does_not_stop_the_others():
    shelf = filled(3)
    shelf.rows["h-001"] = replace(shelf.rows["h-001"], wrap=b"damaged")
    begun = begin(shelf.key, stays())
    rotation, replaced = rewrap_batch(begun.rotation, shelf.old_rows(), shelf.key, begun.key)
    assert [row.record for row in replaced] == ["h-000", "h-002"]
    assert (rotation.unreadable, rotation.done, rotation.cursor) == (("h-001",), 2, "h-002")
    shelf.commit(rotation, replaced)
    twice, _ = rewrap_batch(restart(rotation), shelf.old_rows(), shelf.key, begun.key)
    assert twice.unreadable == ("h-001",)
    assert finish(twice, shelf.old_rows(), shelf.key).finished


def test_the_old_key_does_not_go_while_a_record_hangs_on_it():
    shelf = filled(3)
    begun = begin(shelf.key, stays())
    with pytest.raises(InputError, match="3 records still hang on the old key"):
        finish(begun.rotation, shelf.old_rows(), shelf.key)
    with pytest.raises(InputError, match="1 records still hang"):
        finish(begun.rotation, [shelf.old_rows()[0], replace(shelf.old_rows()[1], epoch=2)], shelf.key)


def test_keys_of_another_rotation_are_refused():
    shelf = filled(1)
    begun = begin(shelf.key, stays())
    for old, new in (
        (begun.key, shelf.key),
        (shelf.key, shelf.key),
        (shelf.key, new_role_key(ROLE, 3)),
        (new_role_key(Role.COORDINATOR, 1), begun.key),
        (shelf.key, new_role_key(Role.COORDINATOR, 2)),
    ):
        with pytest.raises(InputError, match="not those of this rotation"):
            rewrap_batch(begun.rotation, shelf.old_rows(), old, new)
