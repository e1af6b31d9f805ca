"""The interface put together: its parts, who may ask at all, and how refusals are said."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from openevac.web.api import devices, enrolment, ledger, partners, pulse
from openevac.web.api.body import StrictBody
from openevac.web.api.refusing import methods_in_words, refuse_in_words
from openevac.web.api.token import DeviceToken


class InWords(NinjaAPI):
    """The interface; what the framework itself would refuse in English only is said in words too."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for one in found:
            if isinstance(one, URLPattern):
                one.callback = methods_in_words(one.callback)
        return found


api = InWords(
    title="OpenEvac",
    version="1",
    description=(
        "For crew phones and other organisations. Everything asked here goes through the same rules as at the desk. "
        "A refusal says what is wrong and what to do next, in Ukrainian or English as Accept-Language asks."
    ),
    auth=DeviceToken(),
    parser=StrictBody(),
    docs_url=None,
    openapi_url=None,
)
for part in (pulse, devices, enrolment, ledger, partners):
    api.add_router("", part.router)
refuse_in_words(api)
