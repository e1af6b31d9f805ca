"""Who tries what they may not, and what changes just after everything was agreed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openevac.domain.events import StopOutcome, YesMethod
from openevac.domain.places import Access
from openevac.domain.records import HoldReason
from openevac.domain.roles import Role
from openevac.services.danger.set_access import SetAccess, set_access
from openevac.services.keys.people import Leaving, revoke_person
from openevac.services.missions.accept_mission import AcceptMission, accept_mission
from openevac.services.missions.approve_mission import ApproveMission, approve_mission
from openevac.services.missions.close_mission import CloseMission, close_mission
from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission
from openevac.services.missions.hand_over import HandOver, hand_over
from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
from openevac.services.missions.record_stop import RecordStop, record_stop
from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
from openevac.services.missions.turn_back import TurnBack, turn_back
from openevac.services.requests.hold import HoldRequest, hold
from openevac.services.requests.release_hold import ReleaseHold, release_hold
from openevac.store import models as m
from tests.services.cast import ORGANISATION
from tests.services.machine.homecoming import Homecoming
from tests.services.missions.country import PLACES

Try = tuple[Callable[..., Any], Any]


class Mischief(Homecoming):
    """All that can happen, and how often."""

    happenings = tuple(
        name
        for often, names in {
            20: ["a_mission_goes_on"],
            5: ["somebody_sends_it_again"],
            4: ["an_ordinary_mission_leaves", "a_phone_writes_a_door", "the_household_says_yes", "they_board"],
            3: ["a_doubtful_mission_is_tried", "a_phone_takes_something_back",
                "a_phone_says_a_word", "a_wrong_person_tries", "it_changes_after_the_yeses",
                "somebody_changes_their_mind", "a_yes_is_taken_back_by_phone", "a_mother_gets_off_first",
                "a_boarding_is_taken_back_by_phone", "one_person_says_both", "they_come_home_full",
                "a_phone_speaks_when_all_is_over"],
            2: ["somebody_asks", "somebody_sends", "they_hand_over", "the_desk_closes", "a_phone_sends_what_it_has",
                "a_part_gets_off", "somebody_travels_on", "a_door_is_corrected", "it_is_well_confirmed",
                "somebody_comes_by_themselves"],
            1: ["a_sign_comes", "no_more_can_be_had", "a_hold", "a_hold_ends", "two_look_alike", "entry_changes",
                "two_change_it_at_once", "the_desk_closes_a_request", "somebody_is_erased", "the_desk_plans",
                "somebody_approves", "somebody_accepts", "somebody_says_no", "they_turn_back", "a_word",
                "they_fall_silent", "the_worker_looks", "somebody_stays", "nobody_boards", "somebody_is_in_danger",
                "heads_are_miscounted", "they_arrive", "somebody_leaves_us"],
        }.items()
        for name in names * often
    )  # fmt: skip

    def a_wrong_person_tries(self) -> None:
        """Let somebody do what is another's: it is refused, wherever the mission stands."""
        for row in self._missions("planned", "approved", "accepted", "dispatched", "turned_back"):
            for who, (service, asked) in self._not_theirs(row):
                assert self.do(service, who, asked) is None, f"{who} went through with {service.__name__}"
                self.counted["wrong person"] += 1

    def _not_theirs(self, row: m.Mission) -> list[tuple[str, Try]]:
        accept = (accept_mission, AcceptMission(mission=row.code, version=row.version, method=YesMethod.PIN))
        tries: list[tuple[str, Try]] = [
            ("olena", (approve_mission, ApproveMission(mission=row.code, version=row.version))),
            ("roman", accept),
            ("sashko", accept),
            ("stepan", (dispatch_mission, DispatchMission(mission=row.code, version=row.version))),
            ("roman", (turn_back, TurnBack(mission=row.code))),
            ("zoia", (hand_over, HandOver(mission=row.code, heads=len(self.notebook.riding(row.code))))),
            ("olena", (close_mission, CloseMission(mission=row.code))),
            ("raisa", (refuse_mission, RefuseMission(mission=row.code))),
        ]
        for stop, mission in self._doors(row):
            for person in self._people_of(stop.request.receipt)[:1]:
                yes = RecordOwnYes(mission=mission, stop=stop.code, evacuee=person.id, yes=True)
                tries.append(("raisa", (record_own_yes, yes)))
                asked = RecordStop(mission=mission, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=(person.id,))
                tries.append(("roman", (record_stop, asked)))
        return self.dice.sample(tries, 2)

    def somebody_leaves_us(self) -> None:
        """A colleague works until their access is taken back; from then on nothing of theirs goes through."""
        number = m.Person.objects.count()
        code = f"guest-{number}"
        roles = [Role.COORDINATOR.value, Role.OPERATOR.value]
        m.Person.objects.create(organisation_id=ORGANISATION, code=code, roles=roles, created_at=self.clock.now())
        for row in self._missions("planned"):
            if self.dice.random() < 0.5:
                asked = ApproveMission(mission=row.code, version=row.version)
                self.do(approve_mission, code, asked)  # counts for nothing once they have left
        assert self.do(revoke_person, "liudmyla", Leaving(code=code, reason="end of term")) is not None
        open_now = SetAccess(katottg=PLACES["hill"][0], access=Access.OPEN, source="administration")
        assert self.do(set_access, code, open_now) is None, f"{code} has left and went through"
        for row in self._missions("planned", "accepted", "approved", "dispatched"):
            late: tuple[tuple[Any, Any], ...] = (
                (approve_mission, ApproveMission(mission=row.code, version=row.version)),
                (dispatch_mission, DispatchMission(mission=row.code, version=row.version)),
                (turn_back, TurnBack(mission=row.code)),
            )
            for service, order_late in late:
                assert self.do(service, code, order_late) is None, f"{code} has left and went through"
                self.counted["revoked person"] += 1

    def it_changes_after_the_yeses(self) -> None:
        """Put a request on hold, or close its place, when both yeses are said; then try to send the van."""
        self.an_ordinary_mission_waits()
        for row in self._missions("accepted", "approved"):
            doors = m.Stop.objects.filter(trip__mission=row, outcome="", request__isnull=False)
            stop = doors.select_related("request").order_by("code").first()
            if stop is None:
                continue
            if self.dice.random() < 0.5:
                self._held_meanwhile(row, stop.request.receipt)
            else:
                self._shut_meanwhile(row, self.notebook.places[stop.request.receipt])
            self.counted["changed after the yeses"] += 1

    def an_ordinary_mission_waits(self) -> None:
        """Bring a mission to both its yeses and no further."""
        self.somebody_asks()
        self.it_is_well_confirmed()
        self.the_desk_plans()
        for row in self._missions("planned"):
            self._approve(row, "kateryna")
            self._accept(row, self._leader(row))

    def _held_meanwhile(self, row: m.Mission, receipt: str) -> None:
        why = HoldReason.ADDRESS_UNCLEAR
        if self.do(hold, "olena", HoldRequest(receipt=receipt, reason=why, why="no such house")) is None:
            return
        self._dispatch(row)
        self.do(release_hold, "kateryna", ReleaseHold(receipt=receipt, reason=why, outcome="the house is there"))

    def _shut_meanwhile(self, row: m.Mission, place: str) -> None:
        for access in (self.dice.choice([Access.CLOSED, Access.POLICE_AND_ARMY_ONLY]), Access.OPEN):
            asked = SetAccess(katottg=PLACES[place][0], access=access, source="police")
            if self.do(set_access, "kateryna", asked) is not None:
                self.notebook.entry(place, access)
            self._dispatch(row)
