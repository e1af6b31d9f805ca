"""Opening a screen again by name and six digits: every try is counted before anything is shown."""

from __future__ import annotations

import msgspec
from django.db import transaction

from openevac.services.kernel.clock import Clock
from openevac.store.models import Person
from openevac.vault.pins import PinCheck, PinTries, PinVerdict, try_pin


def check_pin(organisation: str, code: str, pin: str, clock: Clock) -> PinVerdict:
    """Try six digits. Five wrong ones ask for the shift lead; an unknown code is told like wrong digits."""
    with transaction.atomic():
        person = (
            Person.objects.select_for_update().filter(organisation=organisation, code=code, revoked_at=None).first()
        )
        if person is None or not person.pin:
            return PinVerdict.WRONG
        check = msgspec.json.decode(bytes(person.pin), type=PinCheck)
        tries = PinTries(wrong=person.wrong_pins, last_wrong_at=person.wrong_pin_at)
        after, verdict = try_pin(check, tries, pin, clock.now())
        person.wrong_pins, person.wrong_pin_at = after.wrong, after.last_wrong_at
        person.save(update_fields=("wrong_pins", "wrong_pin_at"))
    return verdict


def forgive_pins(organisation: str, code: str) -> None:
    """Let somebody try again: the shift lead opened their screen with the passphrase."""
    Person.objects.filter(organisation=organisation, code=code).update(wrong_pins=0, wrong_pin_at=None)
