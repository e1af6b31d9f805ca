"""The people of a household: one row a person, with a random code, always as many as were counted."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import draw_code, parse_code
from openevac.domain.needs import BedKind, MobilityClass, Needs
from openevac.domain.people import AgeBand, EvacueeStatus, Sex
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import not_found
from openevac.services.kernel.sealed import SealedIn, keep_all_sealed, keep_sealed
from openevac.services.requests.new_request import NewEvacuee
from openevac.store.models import Evacuee, Household
from openevac.vault.records import RecordKind

_LEAST_MOBILE_FIRST = (
    MobilityClass.LYING,
    MobilityClass.WHEELCHAIR,
    MobilityClass.WALKS_WITH_HELP,
    MobilityClass.WALKS,
)
_PLAIN = ("mobility", "age_band", "sex", "bed", "cannot_decide")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedEvacuee:
    """What is to change about one person, by the code on their cardboard; None stays as it was."""

    code: str
    mobility: MobilityClass | None = None
    age_band: AgeBand | None = None
    sex: Sex | None = None
    bed: BedKind | None = None
    cannot_decide: bool | None = None
    identity: SealedIn | None = None

    def __post_init__(self) -> None:
        parse_code(self.code)


def people_of_needs(needs: Needs) -> tuple[NewEvacuee, ...]:
    """Give one person for each that was counted; the beds go first to those who move least."""
    movers = [kind for kind in _LEAST_MOBILE_FIRST for _ in range(needs.count(kind))]
    beds = [BedKind.CARE] * needs.needs_care + [BedKind.NO_STAIRS] * needs.needs_no_stairs
    beds += [BedKind.ORDINARY] * (len(movers) - len(beds))
    return tuple(NewEvacuee(mobility=kind, bed=bed) for kind, bed in zip(movers, beds, strict=True))


def keep_people(doing: Doing, household: Household, people: Iterable[NewEvacuee]) -> tuple[str, ...]:
    """Keep new people of a household and give their codes, in the order they were listed."""
    listed = tuple(people)
    codes = free_codes(doing.organisation.id, len(listed))
    sealed = keep_all_sealed(doing, [one.identity for one in listed if one.identity is not None], RecordKind.EVACUEE)
    Evacuee.objects.bulk_create(
        [
            Evacuee(
                organisation=doing.organisation,
                household=household,
                code=code,
                identity=sealed[person.identity.id] if person.identity else None,
                **{name: getattr(person, name) for name in _PLAIN},
            )
            for person, code in zip(listed, codes, strict=True)
        ]
    )
    return codes


def free_codes(organisation: str, count: int) -> tuple[str, ...]:
    """Draw codes that nobody of the organisation has: random, so that they tell nothing of a person."""
    codes: dict[str, None] = {}
    while len(codes) < count:
        drawn = {draw_code(secrets.randbelow) for _ in range(count - len(codes))}
        taken = Evacuee.objects.filter(organisation=organisation, code__in=drawn).values_list("code", flat=True)
        codes |= dict.fromkeys(drawn - set(taken))
    return tuple(codes)


def change_person(doing: Doing, household: Household, change: ChangedEvacuee) -> None:
    """Change what is told of one person; a new sealed record replaces the old one, which is deleted."""
    row = _person(doing, household, change.code)
    for field in fields(change):
        value = getattr(change, field.name)
        if field.name in _PLAIN and value is not None:
            setattr(row, field.name, value)
    before = row.identity
    if change.identity is not None:
        row.identity = keep_sealed(doing, change.identity, RecordKind.EVACUEE)
    row.save()
    if change.identity is not None and before is not None:
        before.delete()


def take_away(doing: Doing, household: Household, code: str) -> None:
    """Take a person off a request who was counted by mistake, with what was sealed of them."""
    row = _person(doing, household, code)
    if row.status != EvacueeStatus.WAITING.value:
        raise InputError(
            "This person is on the way already.", "Let the crew or reception record where they are.", field="gone"
        )
    sealed = row.identity
    row.delete()
    if sealed is not None:
        sealed.delete()


def fit_people(doing: Doing, household: Household, needs: Needs) -> None:
    """Make the people as many as were counted, each as they move; only people without a name change by themselves.

    Who of the named ones went or lies now, nobody but a person can say: then it is refused with that question.
    """
    rows = list(Evacuee.objects.filter(household=household).order_by("id"))
    missing = Counter({kind: needs.count(kind) for kind in MobilityClass})
    missing.subtract(MobilityClass(row.mobility) for row in rows)
    free = [row for row in rows if missing[MobilityClass(row.mobility)] < 0 and _is_nobody_yet(row)]
    for row in free:
        here = MobilityClass(row.mobility)
        if missing[here] >= 0:
            continue
        missing[here] += 1
        wanted = next((kind for kind in _LEAST_MOBILE_FIRST if missing[kind] > 0), None)
        if wanted is None:
            row.delete()
            continue
        missing[wanted] -= 1
        row.mobility = wanted.value
        row.save(update_fields=("mobility",))
    if any(count < 0 for count in missing.values()):
        raise InputError(
            "The people listed are not the people counted, and those listed have names.",
            "Say by their codes who is not coming, or who moves differently.",
            field="people",
        )
    added = [NewEvacuee(mobility=kind) for kind in _LEAST_MOBILE_FIRST for _ in range(missing[kind])]
    keep_people(doing, household, added)


def _is_nobody_yet(row: Evacuee) -> bool:
    return row.identity_id is None and row.status == EvacueeStatus.WAITING.value


def _person(doing: Doing, household: Household, code: str) -> Evacuee:
    plain = parse_code(code)
    row = Evacuee.objects.filter(organisation=doing.organisation, household=household, code=plain).first()
    if row is None:
        raise not_found("code", plain)
    return row
