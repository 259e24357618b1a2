"""What Twilio has beside its 2010-04-01 API, so that asking for it is answered truly. Data only."""

from __future__ import annotations

from typing import Final

OTHER_APIS: Final = frozenset(
    {
        "accounts", "bulkexports", "chat", "content", "conversations", "events", "flex_api", "frontline_api", "iam",
        "insights", "intelligence", "ip_messaging", "knowledge", "lookups", "marketplace", "memory", "messaging",
        "monitor", "notify", "numbers", "oauth", "preview", "preview_iam", "pricing", "proxy", "routes", "serverless",
        "studio", "supersim", "sync", "taskrouter", "trunking", "trusthub", "verify", "video", "voice", "webhooks",
        "wireless",
    }
)  # fmt: skip
"""The other APIs of Twilio, as twilio-python names them on its client. Source: twilio-python 9.13."""
