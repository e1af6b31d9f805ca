"""A draft: who is fetched by which vehicle in which order, as numbers of a Problem, without times or ways."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class DraftTrip:
    """Doors in order (request numbers), then a shelter (shelter number)."""

    requests: tuple[int, ...]
    shelter: int

    def with_request(self, request: int, position: int) -> DraftTrip:
        """Give the trip with one more door at a position."""
        return replace(self, requests=(*self.requests[:position], request, *self.requests[position:]))

    def without_request(self, request: int) -> DraftTrip:
        """Give the trip without one door."""
        return self.without_requests((request,))

    def without_requests(self, requests: Collection[int]) -> DraftTrip:
        """Give the trip without some doors."""
        return replace(self, requests=tuple(other for other in self.requests if other not in requests))


@dataclass(frozen=True, slots=True)
class DraftDay:
    """One vehicle's trips in order; none means that it stays at its depot."""

    vehicle: int
    trips: tuple[DraftTrip, ...] = ()

    @property
    def requests(self) -> tuple[int, ...]:
        """Give all doors of the day in order."""
        return tuple(request for trip in self.trips for request in trip.requests)

    def with_trip(self, number: int, trip: DraftTrip) -> DraftDay:
        """Give the day with one trip changed; a trip without doors falls away."""
        kept = (*self.trips[:number], trip, *self.trips[number + 1 :])
        return replace(self, trips=tuple(one for one in kept if one.requests))

    def with_other(self, request: int, other: int) -> DraftDay:
        """Give the day with one door exchanged for another at the same place of its trip."""
        trips = (
            replace(trip, requests=tuple(other if one == request else one for one in trip.requests))
            for trip in self.trips
        )
        return replace(self, trips=tuple(trips))

    def with_new_trip(self, number: int, trip: DraftTrip) -> DraftDay:
        """Give the day with one more trip before the one of that number."""
        return replace(self, trips=(*self.trips[:number], trip, *self.trips[number:]))

    def without_request(self, request: int) -> DraftDay:
        """Give the day without one door; a trip left empty falls away."""
        return self.without_requests((request,))

    def without_requests(self, requests: Collection[int]) -> DraftDay:
        """Give the day without some doors; a trip left empty falls away."""
        trips = (trip.without_requests(requests) for trip in self.trips)
        return replace(self, trips=tuple(trip for trip in trips if trip.requests))


@dataclass(frozen=True, slots=True)
class Draft:
    """One day for every vehicle, in the order of the operation."""

    days: tuple[DraftDay, ...]

    @classmethod
    def empty(cls, num_vehicles: int) -> Draft:
        """Give the draft in which every vehicle stays at its depot."""
        return cls(tuple(DraftDay(vehicle) for vehicle in range(num_vehicles)))

    @property
    def served(self) -> frozenset[int]:
        """Give the requests in it."""
        return frozenset(request for day in self.days for request in day.requests)

    def with_day(self, day: DraftDay) -> Draft:
        """Give the draft with one vehicle's day changed."""
        return Draft(tuple(day if day.vehicle == old.vehicle else old for old in self.days))

    def without_request(self, request: int) -> Draft:
        """Give the draft without one request."""
        return self.without_requests((request,))

    def without_requests(self, requests: Collection[int]) -> Draft:
        """Give the draft without some requests; days that had none of them are the same objects."""
        left = frozenset(requests)
        return Draft(tuple(day if left.isdisjoint(day.requests) else day.without_requests(left) for day in self.days))

    def trips(self) -> Iterator[DraftTrip]:
        """Give every trip of every vehicle."""
        for day in self.days:
            yield from day.trips
