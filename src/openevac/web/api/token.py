"""Who asks: a device or partner that shows its token. Wrong tokens are slowed down, right ones never."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import AuthenticationError, Throttled
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from openevac.services.kernel.who import Who
from openevac.services.keys.devices import who_shows

LONGEST_TOKEN = 200
WRONG_TOKENS = "30/m"
"""For one address. Many phones share one (a carrier's gate), so who sends wrong tokens must not lock out the phone
beside it: a right token is looked up first and always answered. Guessing is hopeless by the length of a token."""


class WrongTokens(SimpleRateThrottle):
    """Counts the wrong tokens of one address."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """Give the name under which this address is counted."""
        return f"wrong-tokens-{self.get_ident(request)}"


class DeviceToken(HttpBearer):
    """The bearer token of a crew phone, a workstation or a partner organisation."""

    def __call__(self, request: HttpRequest) -> Who:
        """Give who asks; raises where nobody is known by this token."""
        who = super().__call__(request)
        if isinstance(who, Who):
            return who
        throttle = WrongTokens(WRONG_TOKENS)
        if not throttle.allow_request(request):
            raise Throttled(wait=int(throttle.wait() or 0) + 1)
        raise AuthenticationError

    def authenticate(self, request: HttpRequest, token: str) -> Who | None:  # noqa: ARG002 - ninja's signature
        """Look the token up."""
        return who_shows(token) if 0 < len(token) <= LONGEST_TOKEN else None
