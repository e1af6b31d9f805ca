"""What happens at the desk: calls, signs, holds, links, changes, access, erasing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from openevac.domain.events import Asker, Channel, Confirmation, ConfirmationKind, RequestStatus
from openevac.domain.needs import Needs
from openevac.domain.people import AgeBand
from openevac.domain.people import Evacuee as Person
from openevac.domain.places import Access
from openevac.domain.records import HoldReason
from openevac.services.danger.set_access import SetAccess, set_access
from openevac.services.records.erase_person import ErasePerson, erase_person
from openevac.services.requests.change_request import ChangeRequest, change_request
from openevac.services.requests.close_request import CloseRequest, close_request
from openevac.services.requests.confirm_request import ConfirmRequest, confirm_request
from openevac.services.requests.hold import HoldRequest, hold
from openevac.services.requests.keep_apart import KeepApart, keep_apart
from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
from openevac.services.requests.new_request import NewEvacuee, RegisterRequest
from openevac.services.requests.register_request import register_request
from openevac.services.requests.release_hold import ReleaseHold, release_hold
from openevac.store import models as m
from tests.services.machine.office import HOUSEHOLDS, KM, MOST_WAITING, STRONG, Office
from tests.services.missions.country import PLACES


class Desk(Office):
    """Whoever answers the phone."""

    def somebody_asks(self, household: tuple[dict[str, Any], ...] | None = None) -> str | None:
        """Take a request down; `household`: who asks, anybody where it is None."""
        if m.EvacuationRequest.objects.filter(status="open").count() >= MOST_WAITING:
            return None
        place, household = self.dice.choice(sorted(KM)), household or self.dice.choice(HOUSEHOLDS)
        katottg, position = PLACES[place]
        asked = RegisterRequest(
            needs=Needs(walks=len(household)), channel=Channel.PHONE, asker=Asker.SELF, katottg=katottg,
            position=position, phone_tags=(uuid4().hex,), people=tuple(NewEvacuee(**one) for one in household),
        )  # fmt: skip
        made = self.do(register_request, "olena", asked)
        if made is None:
            return None
        self.kept.add(made.receipt)
        rows = m.Evacuee.objects.filter(household_id=made.household).order_by("code")
        people = tuple(
            Person(id=row.code, household=made.receipt, age_band=AgeBand(row.age_band), cannot_decide=row.cannot_decide)
            for row in rows
        )
        self.notebook.asked(made.receipt, place, KM[place], self._access(place), people)
        return str(made.receipt)

    def a_sign_comes(self) -> None:
        for receipt in self._some():
            kind, source = self.dice.choice(list(ConfirmationKind)), self.dice.choice(["list", "neighbour", "office"])
            age = timedelta(days=self.dice.choice([0, 0, 0, 10, 45]))
            self._sign(receipt, kind, source, age)

    def it_is_well_confirmed(self) -> None:
        for receipt in self._some(2):
            for kind in STRONG:
                self._sign(receipt, kind, f"{kind.value} {receipt}", timedelta(0))

    def no_more_can_be_had(self) -> None:
        for receipt in self._some():
            if self.do(confirm_request, "olena", ConfirmRequest(receipt=receipt, no_more_possible=True)) is not None:
                self.notebook.requests[receipt].no_more = True

    def a_hold(self) -> None:
        for receipt in self._some():
            self.do(hold, "olena", HoldRequest(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR, why="no such house"))

    def a_hold_ends(self) -> None:
        held = m.Hold.objects.filter(released_at=None).order_by("since", "request__receipt")
        for receipt in list(held.values_list("request__receipt", flat=True))[:1]:
            asked = ReleaseHold(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR, outcome="the house is there")
            self.do(release_hold, "kateryna", asked)

    def two_look_alike(self) -> None:
        pair = self._some(2)
        if len(pair) < 2:
            return
        if self.dice.random() < 0.7:
            if self.do(link_duplicate, "olena", LinkDuplicate(first=pair[0], repeat=pair[1])) is not None:
                self._copied(pair[0], pair[1])
        elif self.do(keep_apart, "olena", KeepApart(one=pair[0], other=pair[1], reason="two flats")) is not None:
            self.notebook.requests[pair[0]].signs = self._signs_of(pair[0])
            self.notebook.requests[pair[1]].signs = self._signs_of(pair[1])

    def _copied(self, first: str, repeat: str) -> None:
        one, other = self.notebook.requests[first], self.notebook.requests[repeat]
        one.signs += other.signs
        # The newer call says where they are: the ladder of that place holds from now on.
        row = m.EvacuationRequest.objects.get(receipt=first)
        place = next(name for name, (code, _) in PLACES.items() if code == row.katottg)
        self.notebook.places[first], one.km, one.access = place, KM[place], self._access(place)
        one.people = self._people_of(first)

    def _signs_of(self, receipt: str) -> list[Confirmation]:
        rows = m.Confirmation.objects.filter(request__receipt=receipt)
        return [
            Confirmation(
                kind=ConfirmationKind(row.kind), at=row.at, source=row.source, channel=Channel(row.channel),
                recorded_by=row.recorded_by,
            )
            for row in rows
        ]  # fmt: skip

    def entry_changes(self) -> None:
        place, access = self.dice.choice(sorted(KM)), self.dice.choice([Access.OPEN, Access.OPEN, *Access])
        asked = SetAccess(katottg=PLACES[place][0], access=access, source="police")
        if self.do(set_access, "kateryna", asked) is not None:
            self.notebook.entry(place, access)

    def two_change_it_at_once(self) -> None:
        for receipt in self._some():
            version = m.EvacuationRequest.objects.get(receipt=receipt).version
            first = ChangeRequest(receipt=receipt, reason="misheard", floor=2, version=version)
            second = replace(first, floor=5)
            if self.do(change_request, "olena", first) is None:
                continue
            assert self.do(change_request, "kateryna", second) is None, f"two changed {receipt} at once"
            assert m.EvacuationRequest.objects.get(receipt=receipt).floor == 2

    def the_desk_closes_a_request(self) -> None:
        if self.dice.random() < 0.5:
            return
        for receipt in self._some():
            end = self.dice.choice([RequestStatus.REFUSED, RequestStatus.LEFT_BY_THEMSELVES])
            self.do(close_request, "olena", CloseRequest(receipt=receipt, end=end, reason="they rang"))

    def somebody_is_erased(self) -> None:
        rows = list(m.EvacuationRequest.objects.order_by("receipt"))
        if not rows or self.dice.random() < 0.7:
            return
        row = self.dice.choice(rows)
        first = row.linked_to or row
        group = {row.receipt, first.receipt, *first.repeats.values_list("receipt", flat=True)}
        if self.do(erase_person, "kateryna", ErasePerson(receipt=row.receipt)) is not None:
            left = set(m.EvacuationRequest.objects.values_list("receipt", flat=True))
            assert row.receipt not in left
            self.kept -= group - left
            alive = set(m.Evacuee.objects.values_list("code", flat=True))
            self.notebook.off(set(self.notebook.aboard) - alive)
            self.notebook.out &= alive
