"""How often somebody tried, counted for all web processes together: Django's cache, kept in the database.

What is counted are wrong passphrases and wrong tokens by address and account, and codes of a second factor that were
used. In the memory of one process the next process would let the same hand try again, and a restart all of them.
The rows lie in the table of sessions: short-lived, left out of backups, let go by their date. The name of a row is a
keyed hash, its value is signed JSON: the table tells no address, and nobody writes a value from outside.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

PREFIX = "tally:"
"""No key of a session has a colon, so neither is ever taken for the other."""
_SALT = "openevac.store.tallies"
_NEVER = timedelta(days=365)


class Tallies(BaseCache):
    """Django's cache, shared by every process that has the same database and OPENEVAC_WEB_SECRET."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Give what was kept; `default` where there is nothing, or nothing any more."""
        row = self._alive(key, version).values_list("session_data", flat=True).first()
        if row is None:
            return default
        try:
            return signing.loads(row, salt=_SALT)
        except signing.BadSignature:  # of an earlier secret: counted anew
            return default

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value in the place of what was there."""
        kept = {"session_data": signing.dumps(value, salt=_SALT), "expire_date": self._ends(timeout)}
        self._let_go()
        Session.objects.update_or_create(session_key=self._name(key, version), defaults=kept)

    def add(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value only where there is none; of several at once one succeeds."""
        name = self._name(key, version)
        self._let_go()
        try:
            with transaction.atomic():
                Session.objects.create(
                    session_key=name, session_data=signing.dumps(value, salt=_SALT), expire_date=self._ends(timeout)
                )
        except IntegrityError:
            return False
        return True

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep what is there for longer."""
        return bool(self._alive(key, version).update(expire_date=self._ends(timeout)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget one value."""
        return bool(Session.objects.filter(session_key=self._name(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything that was counted; sessions stay."""
        Session.objects.filter(session_key__startswith=PREFIX).delete()

    def _let_go(self) -> None:
        """Remove what has ended: whoever tries pays for the tidying."""
        Session.objects.filter(expire_date__lte=timezone.now(), session_key__startswith=PREFIX).delete()

    def _alive(self, key: Any, version: int | None) -> Any:
        return Session.objects.filter(session_key=self._name(key, version), expire_date__gt=timezone.now())

    def _name(self, key: Any, version: int | None) -> str:
        made = self.make_and_validate_key(key, version=version)
        return PREFIX + salted_hmac(_SALT, made, algorithm="sha256").hexdigest()[:32]

    def _ends(self, timeout: float | None) -> datetime:
        at = self.get_backend_timeout(timeout)
        return timezone.now() + _NEVER if at is None else datetime.fromtimestamp(at, UTC)
