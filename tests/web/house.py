"""Two organisations with missions on the road, and everybody who may hold a token: phones, desks, partners."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from openevac.domain.events import CheckInKind, HybridTime, Op, OpKind
from openevac.ledger.note import KeyKind, SigningKey
from openevac.reports.plan_file import plan_json, read_plan
from openevac.vault.age import identity_from_raw, recipient_of
from tests.services.missions.country import country_files, ground

SEED = bytes(range(32))
OFFER = "vyhadanyi-sekret-z-kvadrata"
"""What the square on the lead's screen says."""
NEW_PHONE = {
    "offer": OFFER,
    "public_key": b64encode(bytes(32)).decode(),
    "token_sha256": sha256(b"phone-new").hexdigest(),
    "recipient": "age1" + "q" * 58,
}
"""What a new phone sends of itself."""
RECIPIENT = recipient_of(identity_from_raw(SEED))
OWN, OTHER, THEIRS = "В-1", "В-2", "В-501"


@dataclass
class House:
    """The world of the authorisation matrix, with a token for each who asks."""

    world: Any

    def call(self, what: str) -> tuple[str, str, dict[str, Any] | None]:
        """Give method, address and body of one valid question."""
        things = self.world.things["own"]
        command = {"command_id": str(uuid4())}
        calls: dict[str, tuple[str, str, dict[str, Any] | None]] = {
            "pulse": ("GET", "pulse", None),
            "enrol": ("POST", "enrol", {**command, **NEW_PHONE}),
            "own missions": ("GET", "mission", None),
            "one mission": ("GET", f"mission/{OWN}", None),
            "drive": ("GET", f"mission/{OWN}/drive", None),
            "people": ("GET", f"mission/{OWN}/people", None),
            "recipient": ("POST", "recipient", {**command, "recipient": RECIPIENT}),
            "ops": ("POST", "ops", {**command, "mission": OWN, "ops": [self.op("phone-sashko", 1)]}),
            "check-in": ("POST", "check-ins", {**command, "mission": OWN}),
            "checkpoint": ("GET", "checkpoint", None),
            "cosignature": ("POST", "cosignature", self.cosignature()),
            "lock": ("POST", "lock", command),
            "claims": ("GET", "claims", None),
            "take": ("POST", "claims/take", {**command, "tag": things.claim_tag}),
            "release": ("POST", "claims/release", {**command, "tag": things.claim_tag}),
        }
        if what == "drive":
            self.lay_ground()
        return calls[what]

    def lay_ground(self) -> None:
        """Name the files of the country, and let the plans by hand be of its map: a way is drawn on a map only."""
        from openevac.store.models import Organisation, PlanRecord

        files = country_files()
        spring = Path(files["situation"]).with_name("situation-of-spring.toml")
        text = Path(files["situation"]).read_text(encoding="utf-8")
        spring.write_text(text.replace("2025-10-", "2025-04-"), encoding="utf-8")  # the house stands in May
        Organisation.objects.filter(id="dopomoha").update(planning_files={**files, "situation": str(spring)})
        for plan in PlanRecord.objects.filter(organisation="dopomoha"):
            made = replace(read_plan(bytes(plan.body)), region_fingerprint=ground().region.fingerprint)
            PlanRecord.objects.filter(id=plan.id).update(body=plan_json(made))

    def op(self, device: str, counter: int, mission: str = OWN, **changed: Any) -> dict[str, Any]:
        """Write and sign one operation as a phone does."""
        from openevac.rules.fold_ops import canonical_json, canonical_op

        made = Op(
            id=f"{device}-{counter}", device=device, counter=counter, kind=OpKind.CHECK_IN, mission=mission,
            subject=f"mission:{mission}", value=CheckInKind.ON_SCENE.value, happened_at=self.world.clock.now(),
            clock=HybridTime(1_000_000 + counter, 0), seen={},
        )  # fmt: skip
        plain = canonical_op(made)
        signature = SigningKey(device, KeyKind.NOTE, SEED).sign(canonical_json(plain).encode())
        return {**plain, "signature": b64encode(signature).decode(), **changed}

    def cosignature(self) -> dict[str, Any]:
        """Let the witness sign the newest checkpoint."""
        from openevac.ledger.checkpoint import cosign
        from openevac.ledger.note import parse_note
        from openevac.services.log.sign_checkpoint import newest_checkpoint

        newest = newest_checkpoint()
        assert newest is not None
        line = cosign(parse_note(newest.note), witness_key(), self.world.clock.now())
        return {"witness": witness_key().name, "size": newest.size, "line": line.text()}


def witness_key() -> SigningKey:
    return SigningKey("witness.example/phone", KeyKind.COSIGNATURE, SEED)


def seat_tokens(world: Any) -> None:
    """Give everybody a token: its text is the code, the record holds its hash."""
    from openevac.services.kernel.who import worker_of
    from openevac.services.log.sign_checkpoint import sign_checkpoint
    from openevac.store.models import Device, Heartbeat, Partner, Person, Witness
    from tests.services.matrix.world import stand

    now = world.clock.now()
    for organisation, code, holder in (
        ("dopomoha", "desk-kateryna", "kateryna"),
        ("dopomoha", "desk-raisa", "raisa"),
        ("dopomoha", "phone-vasyl", "vasyl"),
        ("susidy", "phone-next-door", "roman"),
    ):
        person = Person.objects.get(organisation=organisation, code=holder)
        Device.objects.create(
            organisation_id=organisation, code=code, kind="crew_phone", token=code, person=person, enrolled_at=now
        )
    public = SigningKey("phone-sashko", KeyKind.NOTE, SEED).verifier.public
    holders: list[Any] = [*Device.objects.all(), *Partner.objects.all()]
    for one in holders:
        one.token = sha256(one.code.encode()).hexdigest()
        one.save(update_fields=("token",))
    Device.objects.filter(code="phone-sashko").update(public_key=public)
    for mission in (OWN, OTHER, THEIRS):
        stand(mission, "dispatched")
    Witness.objects.create(name=witness_key().name, vkey=witness_key().verifier.text(), added_at=now)
    offer_a_phone(world)
    sign_checkpoint(worker_of("dopomoha"), world.clock)
    Heartbeat.objects.update_or_create(
        id=1, defaults={"at": now - timedelta(seconds=1), "worker": "w", "clock_jump_s": 0.0}
    )


def offer_a_phone(world: Any) -> None:
    """Let the lead show the square of a new phone."""
    from openevac.services.keys.enrolment import OfferEnrolment, offer_enrolment

    digest = sha256(OFFER.encode()).hexdigest()
    asked = OfferEnrolment(code="phone-new", person="stepan", secret_sha256=digest)
    offer_enrolment(world.cast.order("liudmyla"), asked)


ASKERS = {
    "rider": "phone-sashko",
    "other crew": "phone-roman",
    "coordinator": "desk-kateryna",
    "reception": "desk-raisa",
    "who left": "phone-vasyl",
    "lost phone": "phone-lost",
    "next door": "phone-next-door",
    "partner": "proliska",
    "partner that left": "kolyshni",
    "badge": "znachok",
    "wrong token": "vydumanyi",
    "nobody": None,
}
"""Who asks, and the token they show."""
