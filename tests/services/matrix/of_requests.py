"""Rows of services about requests and danger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from openevac.domain.events import Channel, ConfirmationKind, RequestStatus
from openevac.domain.hazards import Cause, OpenedBy
from openevac.domain.needs import Needs
from openevac.domain.places import Access
from openevac.domain.records import HoldReason
from openevac.domain.situation import Situation
from openevac.feeds.exposure_profile import read_profile
from openevac.services.danger.clear_hazard import ClearHazard, clear_hazard
from openevac.services.danger.keep_meeting_point import (
    CloseMeetingPoint,
    KeepMeetingPoint,
    close_meeting_point,
    keep_meeting_point,
)
from openevac.services.danger.keep_relay import CloseRelay, KeepRelay, close_relay, keep_relay
from openevac.services.danger.keep_service import CloseService, KeepService, close_service, keep_service
from openevac.services.danger.mute_source import HearAgain, MuteSource, hear_again, mute_source
from openevac.services.danger.open_track import OpenTrack, open_track
from openevac.services.danger.record_remaining import RecordRemaining, record_remaining
from openevac.services.danger.report_hazard import ReportHazard, VouchHazard, report_hazard, vouch_hazard
from openevac.services.danger.see_danger import see_danger, see_remaining
from openevac.services.danger.see_situation import see_situation
from openevac.services.danger.see_sources import see_sources
from openevac.services.danger.see_ways_out import see_ways_out
from openevac.services.danger.set_access import SetAccess, set_access
from openevac.services.requests.change_request import ChangeRequest, change_request
from openevac.services.requests.claim_request import ClaimRequest, claim_request
from openevac.services.requests.close_request import CloseRequest, close_request
from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
from openevac.services.requests.count_requests import count_requests
from openevac.services.requests.due_rings import RecordRing, record_ring
from openevac.services.requests.find_similar import TypedSoFar, find_alike, find_similar, find_similar_kept
from openevac.services.requests.hold import HoldRequest, TakeHold, hold, take_hold
from openevac.services.requests.import_requests import ImportRow, import_requests
from openevac.services.requests.keep_apart import KeepApart, keep_apart
from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
from openevac.services.requests.new_request import RegisterRequest
from openevac.services.requests.offer_request import OfferRequest, offer_request
from openevac.services.requests.open_candidates import OpenCandidates, open_candidates
from openevac.services.requests.open_household import OpenHousehold, open_household
from openevac.services.requests.register_request import register_request
from openevac.services.requests.release_claim import ReleaseClaim, release_claim
from openevac.services.requests.release_hold import ReleaseHold, release_hold
from openevac.services.requests.ring_again import RingAgain, ring_again_at
from openevac.services.requests.see_claims import see_claims, see_shared
from openevac.services.requests.see_plain_lines import see_by_number, see_to_ring, see_waiting_at
from openevac.services.requests.see_request import see_line, see_request
from openevac.services.requests.see_requests import RequestFilter, see_requests
from openevac.services.requests.see_ringing import see_ringing
from openevac.store import models as m
from tests.services.matrix.rows import Probe, row
from tests.services.matrix.world import CORNER, TOWN, Things, World

SIGN = Sign(kind=ConfirmationKind.COMMUNITY_LIST, source="list of the community", channel=Channel.CHAT)
PARTNER = frozenset({"partner"})
NOT_COORDINATORS = frozenset({"olena", "oksana"})


def _new() -> RegisterRequest:
    return RegisterRequest(needs=Needs(walks=1), channel=Channel.PHONE, katottg=TOWN, phone_tags=(uuid4().hex,))


@row("requests.register_request.register_request", "register_request", "request", names=False)
def _register(p: Probe) -> Any:
    return register_request(p.order, _new())


@row("requests.import_requests.import_requests", "register_request", "request", names=False)
def _import(p: Probe) -> Any:
    (one,) = import_requests(p.order, [ImportRow(number=1, request=_new())])
    assert one.registered is not None, one.fault
    return one


@row("requests.confirm_request.confirm_request", "confirm_request", "request")
def _confirm(p: Probe) -> Any:
    return confirm_request(p.order, ConfirmRequest(receipt=p.at.loose, sign=SIGN))


@row("requests.hold.hold", "hold", "request")
def _hold(p: Probe) -> Any:
    return hold(
        p.order, HoldRequest(receipt=p.at.loose_too, reason=HoldReason.ASKED_BY_PERSON, why="they wait for a son")
    )


@row("requests.hold.take_hold", "hold", "request")
def _take_hold(p: Probe) -> Any:
    return take_hold(p.order, TakeHold(receipt=p.at.loose, reason=HoldReason.ADDRESS_UNCLEAR))


@row("requests.release_hold.release_hold", "release_hold", "request")
def _release(p: Probe) -> Any:
    return release_hold(
        p.order, ReleaseHold(receipt=p.at.loose, reason=HoldReason.ADDRESS_UNCLEAR, outcome="found the house")
    )


def _bait(world: World, at: Things) -> None:
    m.Hold.objects.filter(id=at.hold).update(reason=HoldReason.LURE_SIGNS.value)


@row("requests.release_hold.release_hold", "release_hold", "request", before=_bait, also_refused=NOT_COORDINATORS)
def _release_bait(p: Probe) -> Any:
    return release_hold(
        p.order, ReleaseHold(receipt=p.at.loose, reason=HoldReason.LURE_SIGNS, outcome="rang the community")
    )


@row("requests.due_rings.record_ring", "ring", "request")
def _ring(p: Probe) -> Any:
    return record_ring(p.order, RecordRing(hold=p.at.hold))


@row("requests.link_duplicate.link_duplicate", "link_duplicate", "request")
def _link(p: Probe) -> Any:
    return link_duplicate(p.order, LinkDuplicate(first=p.at.loose, repeat=p.at.loose_too))


@row("requests.keep_apart.keep_apart", "keep_apart", "request")
def _apart(p: Probe) -> Any:
    return keep_apart(p.order, KeepApart(one=p.at.loose, other=p.at.loose_too, reason="two flats"))


@row("requests.change_request.change_request", "change_request", "request")
def _change(p: Probe) -> Any:
    return change_request(p.order, ChangeRequest(receipt=p.at.loose, reason="misheard", floor=3))


@row("requests.ring_again.ring_again_at", "change_request", "request")
def _ring_again(p: Probe) -> Any:
    return ring_again_at(p.order, RingAgain(receipt=p.at.loose, at=None))


@row("requests.close_request.close_request", "close_request", "request")
def _close(p: Probe) -> Any:
    asked = CloseRequest(receipt=p.at.loose, end=RequestStatus.LEFT_BY_THEMSELVES, reason="they rang from Kyiv")
    return close_request(p.order, asked)


@row("requests.open_household.open_household", "open_identities", "request", of_mission=True)
def _open(p: Probe) -> Any:
    return open_household(p.order, OpenHousehold(receipt=p.at.receipt))


@row("requests.open_candidates.open_candidates", "open_identities", "request")
def _candidates(p: Probe) -> Any:
    return open_candidates(p.order, OpenCandidates(receipts=(p.at.receipt,)))


@row("requests.offer_request.offer_request", "claim_request", "claim", also_refused=PARTNER)
def _offer(p: Probe) -> Any:
    return offer_request(p.order, OfferRequest(receipt=p.at.loose))


@row("requests.claim_request.claim_request", "claim_request", "claim", also_refused=PARTNER)
def _claim(p: Probe) -> Any:
    return claim_request(p.order, ClaimRequest(receipt=p.at.loose))


@row("requests.claim_request.claim_request", "claim_request", "claim")
def _claim_by_tag(p: Probe) -> Any:
    return claim_request(p.order, ClaimRequest(tag=p.at.claim_tag))


def _claimed(world: World, at: Things, by: str) -> None:
    now = world.clock.now()
    m.Claim.objects.filter(tag=at.claim_tag).update(
        status="taken", taken_by=by, taken_at=now, expires_at=now + timedelta(hours=48)
    )


def _claimed_by_us(world: World, at: Things) -> None:
    _claimed(world, at, "dopomoha")


@row("requests.release_claim.release_claim", "release_claim", "claim", before=_claimed_by_us, also_refused=PARTNER)
def _release_claim(p: Probe) -> Any:
    return release_claim(p.order, ReleaseClaim(tag=p.at.claim_tag))


def _claimed_by_partner(world: World, at: Things) -> None:
    _claimed(world, at, "proliska")


@row(
    "requests.release_claim.release_claim", "release_claim", "claim", before=_claimed_by_partner,
    also_refused=frozenset({"kateryna", "kyrylo", "liudmyla"}),
)  # fmt: skip
def _partner_releases(p: Probe) -> Any:
    return release_claim(p.order, ReleaseClaim(tag=p.at.claim_tag))


@row("requests.see_claims.see_shared", "see_claims", "claim", names=False)
def _see_shared(p: Probe) -> Any:
    return see_shared(p.asking)


@row("requests.see_claims.see_claims", "see_claims", "claim", names=False, also_refused=PARTNER)
def _see_claims(p: Probe) -> Any:
    return see_claims(p.asking)


@row("requests.find_similar.find_similar", "see_requests", "request", names=False)
def _similar(p: Probe) -> Any:
    return find_similar(p.asking, TypedSoFar(katottg=TOWN, people=2))


@row("requests.find_similar.find_alike", "see_requests", "request", names=False)
def _alike(p: Probe) -> Any:
    return find_alike(p.asking, TypedSoFar(katottg=TOWN, people=2))


@row("requests.see_plain_lines.see_to_ring", "see_requests", "request", names=False)
def _to_ring(p: Probe) -> Any:
    return see_to_ring(p.asking)


@row("requests.see_plain_lines.see_waiting_at", "see_requests", "request", names=False)
def _waiting_at(p: Probe) -> Any:
    return see_waiting_at(p.asking, TOWN)


@row("requests.see_plain_lines.see_by_number", "see_requests", "request")
def _by_number(p: Probe) -> Any:
    return see_by_number(p.asking, (p.at.receipt,))


@row("requests.see_ringing.see_ringing", "see_requests", "request", names=False)
def _ringing(p: Probe) -> Any:
    return see_ringing(p.asking)


@row("requests.see_requests.see_requests", "see_requests", "request", names=False)
def _see_list(p: Probe) -> Any:
    return see_requests(p.asking, RequestFilter())


@row("requests.count_requests.count_requests", "see_requests", "request", names=False)
def _count(p: Probe) -> Any:
    return count_requests(p.asking, RequestFilter())


@row("requests.find_similar.find_similar_kept", "see_requests", "request")
def _similar_kept(p: Probe) -> Any:
    return find_similar_kept(p.asking, p.at.receipt)


@row("requests.see_request.see_request", "see_requests", "request", of_mission=True)
def _see_one(p: Probe) -> Any:
    return see_request(p.asking, p.at.receipt)


@row("requests.see_request.see_line", "see_requests", "request", of_mission=True)
def _see_line(p: Probe) -> Any:
    return see_line(p.asking, p.at.receipt)


@row("danger.set_access.set_access", "set_access", "place", names=False)
def _access(p: Probe) -> Any:
    return set_access(p.order, SetAccess(katottg=TOWN, access=Access.CLOSED, source="police"))


@row("danger.report_hazard.report_hazard", "report_hazard", "place", of_mission=True, names=False)
def _report(p: Probe) -> Any:
    asked = ReportHazard(cause=Cause.SHELLING, kind="strike", position=CORNER, source="heard it", mission=p.at.mission)
    return report_hazard(p.order, asked)


@row("danger.report_hazard.vouch_hazard", "report_hazard", "place", of_mission=True)
def _vouch(p: Probe) -> Any:
    return vouch_hazard(p.order, VouchHazard(report=p.at.report, source="another chat", mission=p.at.mission))


@row("danger.clear_hazard.clear_hazard", "clear_hazard", "place")
def _clear(p: Probe) -> Any:
    return clear_hazard(p.order, ClearHazard(report=p.at.report, source="road service"))


@row("danger.mute_source.mute_source", "mute_source", "place", names=False)
def _mute(p: Probe) -> Any:
    return mute_source(p.order, MuteSource(source="a chat", reason="rumours"))


@row("danger.mute_source.hear_again", "mute_source", "place")
def _hear(p: Probe) -> Any:
    return hear_again(p.order, HearAgain(source=p.at.muted, reason="it was right"))


@row("danger.open_track.open_track", "open_track", "place", names=False)
def _track(p: Probe) -> Any:
    return open_track(p.order, OpenTrack(way_ids=(1,), opened_by=OpenedBy.DEMINERS_NOTE, by="note 14"))


@row("danger.keep_meeting_point.keep_meeting_point", "keep_ways_out", "place", names=False)
def _point(p: Probe) -> Any:
    return keep_meeting_point(p.order, KeepMeetingPoint(code="school", position=CORNER))


@row("danger.keep_meeting_point.close_meeting_point", "keep_ways_out", "place", names=False)
def _close_point(p: Probe) -> Any:
    return close_meeting_point(p.order, CloseMeetingPoint(code="fork"))


@row("danger.keep_relay.keep_relay", "keep_ways_out", "place", names=False)
def _relay(p: Probe) -> Any:
    return keep_relay(p.order, KeepRelay(code="bridge", position=CORNER, source="VA"))


@row("danger.keep_relay.close_relay", "keep_ways_out", "place", names=False)
def _close_relay(p: Probe) -> Any:
    return close_relay(p.order, CloseRelay(code="crossing"))


@row("danger.keep_service.keep_service", "keep_ways_out", "place", names=False)
def _service(p: Probe) -> Any:
    return keep_service(p.order, KeepService(name="Rescuers, 101"))


@row("danger.keep_service.close_service", "keep_ways_out", "place", names=False)
def _close_service(p: Probe) -> Any:
    return close_service(p.order, CloseService(name="Police, 102"))


@row("danger.see_ways_out.see_ways_out", "see_danger", "place", of_mission=True, names=False)
def _see_ways_out(p: Probe) -> Any:
    return see_ways_out(p.asking, p.at.mission)


@row("danger.record_remaining.record_remaining", "record_remaining", "place", of_mission=True, names=False)
def _remaining(p: Probe) -> Any:
    asked = RecordRemaining(katottg=TOWN, number=40, source="starosta", mission=p.at.mission)
    return record_remaining(p.order, asked)


@row("danger.see_danger.see_danger", "see_danger", "place", of_mission=True, names=False)
def _see_danger(p: Probe) -> Any:
    return see_danger(p.asking, p.at.mission)


@row("danger.see_situation.see_situation", "see_danger", "place", of_mission=True, names=False)
def _see_situation(p: Probe) -> Any:
    return see_situation(p.asking, Situation(profile=read_profile("2025-10")), p.at.mission)


@row("danger.see_sources.see_sources", "see_danger", "place", of_mission=True, names=False)
def _see_sources(p: Probe) -> Any:
    return see_sources(p.asking, p.at.mission)


@row("danger.see_danger.see_remaining", "see_danger", "place", of_mission=True, names=False)
def _see_remaining(p: Probe) -> Any:
    return see_remaining(p.asking, mission=p.at.mission)
