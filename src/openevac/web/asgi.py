"""What `openevac serve` runs: openevac.web.asgi:application."""

from __future__ import annotations

from typing import Any

from django.core.asgi import get_asgi_application

from openevac.web.gate import Gate

application = Gate(get_asgi_application())

SERVING: dict[str, Any] = {
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "lifespan": "off",
    "log_level": "warning",
    "timeout_keep_alive": 20,
    "limit_concurrency": 200,
}
"""Options for uvicorn. Its access log would write addresses and query strings; ours says failures only."""
