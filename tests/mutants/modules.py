"""Which modules are changed, and the tests that belong to each: those that hold its promises, without the slow ones."""

from pathlib import Path
from typing import Final

_SIGNED: Final = (
    "tests/webhooks/wire/test_verified.py",
    "tests/webhooks/test_signature.py",
    "tests/webhooks/test_any_framework.py",
    "tests/webhooks/test_validator.py",
    "tests/webhooks/test_attacks.py::test_no_forgery_of_one_byte_is_accepted",
    "tests/webhooks/test_reprs.py",
)
_TWINS: Final = (
    "tests/webhooks/requests/test_traces.py",
    "tests/webhooks/requests/test_spelled.py",
    "tests/webhooks/requests/test_signed_url.py",
    "tests/webhooks/requests/test_signature_twins.py",
    "tests/webhooks/requests/test_signed_runs.py",
)
_DOOR: Final = (
    "tests/webhooks/wire/test_receiving.py",
    "tests/webhooks/wire/test_verified.py",
    "tests/webhooks/wire/test_urls.py",
    "tests/webhooks/wire/test_refusal_hints.py",
    "tests/webhooks/test_any_framework.py",
    "tests/webhooks/test_reprs.py",
    "tests/webhooks/app/test_door.py",
    "tests/webhooks/app/test_extension.py",
    "tests/webhooks/app/test_flask.py",
    "tests/webhooks/app/test_layer.py",
)
_VIEWS: Final = ("tests/webhooks/app/test_verified.py",)
_URLS: Final = (
    "tests/webhooks/wire/test_urls.py",
    "tests/webhooks/wire/test_verified.py",
    "tests/webhooks/test_signature.py",
)
_ONCE: Final = (
    "tests/webhooks/app/test_once.py",
    "tests/webhooks/test_background.py",
    "tests/webhooks/test_reprs.py",
)
_STATE: Final = (
    "tests/webhooks/wire/test_state.py",
    "tests/webhooks/wire/test_forms.py",
    "tests/webhooks/app/test_bind.py",
    "tests/webhooks/test_reprs.py",
    "tests/emulator/engine/test_timeline.py",
)
_SENT: Final = (
    "tests/rest/http/test_attempt.py",
    "tests/rest/http/test_deciding.py",
    "tests/rest/http/test_faults.py",
    "tests/rest/http/test_hook.py",
    "tests/rest/http/test_network.py",
    "tests/rest/http/test_once.py",
    "tests/rest/http/test_bounds.py",
    "tests/rest/http/test_secrets.py",
    "tests/rest/test_telemetry.py",
)
_ASKED: Final = (
    "tests/rest/http/test_bounded_json.py",
    "tests/rest/http/test_bounds.py",
    "tests/rest/http/test_credentials.py",
    "tests/rest/http/test_secrets.py",
)
_FILES: Final = (
    "tests/rest/http/test_origins.py",
    "tests/rest/objects/test_fetching.py",
    "tests/rest/objects/test_files.py",
    "tests/rest/objects/test_whole_files.py",
    "tests/rest/objects/test_paging.py",
    "tests/rest/objects/test_reconcile.py",
    "tests/rest/http/test_network.py",
)
_ALIKE: Final = ("tests/rest/objects/test_likeness.py", "tests/rest/objects/test_reconcile.py")
_HOOKED: Final = ("tests/rest/http/test_hook.py",)
_JOURNAL: Final = ("tests/rest/commands",)
_READ: Final = (
    "tests/laml/reading",
    "tests/laml/commands/test_bounds.py",
    "tests/laml/test_round_trip.py",
    "tests/laml/test_calls.py::test_amazon_tags_of_a_text_are_kept_and_nothing_else_is_touched",
    "tests/laml/test_calls.py::test_what_is_wrong_beside_an_amazon_tag_is_still_refused",
)
_EMULATED: Final = ("tests/emulator/server/test_door.py", "tests/emulator/server/test_http_requests.py")
_FILLED: Final = (
    "tests/webhooks/bins/test_threats.py",
    "tests/webhooks/bins/test_problems.py",
    "tests/webhooks/bins/test_template.py",
)
_PAGE: Final = ("tests/webhooks/app/test_bins_page.py",)

PARTS: Final[dict[str, tuple[str, ...]]] = {
    "rest/http/credentials.py": ("Secret", "HiddenText", "check_address", "is_loopback"),
    "laml/reading/parser.py": ("read_tree", "_parser", "_refuse_many_namespaces"),
}
"""Of a module that does much else, the functions that keep a promise."""
MODULES: Final[dict[str, tuple[str, ...]]] = {
    "webhooks/signature.py": _SIGNED,
    "webhooks/validator.py": _SIGNED,
    "webhooks/any_framework.py": _SIGNED,
    "webhooks/requests/signature_twins.py": _TWINS,
    "webhooks/requests/signed_run.py": _TWINS,
    "webhooks/requests/signed_url.py": _TWINS,
    "webhooks/requests/value_forms.py": _TWINS,
    "webhooks/wire/receiving.py": _DOOR,
    "webhooks/wire/forms.py": _STATE,
    "webhooks/wire/urls.py": _URLS,
    "webhooks/wire/state.py": _STATE,
    "webhooks/wire/logs.py": _DOOR,
    "webhooks/wire/message.py": _DOOR,
    "webhooks/bins/filling.py": _FILLED,
    "webhooks/bins/values.py": _FILLED,
    "webhooks/app/page_guard.py": _PAGE,
    "webhooks/app/wsgi.py": (
        *_DOOR,
        *_VIEWS,
        "tests/webhooks/app/test_places.py",
        "tests/webhooks/app/test_bins.py",
        "tests/webhooks/app/test_bins_api.py",
        "tests/webhooks/app/test_bins_page.py",
        "tests/webhooks/app/test_stored_bins.py",
        "tests/webhooks/working/test_thread.py",
        "tests/webhooks/working/test_tracing.py",
    ),
    "webhooks/app/verified_view.py": _VIEWS,
    "webhooks/app/answer_once.py": _ONCE,
    "webhooks/app/background.py": _ONCE,
    "rest/http/attempt.py": _SENT,
    "rest/http/bounded_json.py": _ASKED,
    "rest/http/callback_urls.py": _FILES,
    "rest/http/credentials.py": _ASKED,
    "rest/http/failures.py": _SENT,
    "rest/http/hook.py": _HOOKED,
    "rest/http/origins.py": _FILES,
    "rest/http/ranges.py": _FILES,
    "rest/http/retries.py": _SENT,
    "rest/objects/files.py": _FILES,
    "rest/objects/likeness.py": _ALIKE,
    "rest/commands/journal.py": _JOURNAL,
    "rest/commands/send.py": _JOURNAL,
    "laml/reading/parser.py": _READ,
    "laml/reading/source.py": _READ,
    "emulator/server/bodies.py": _EMULATED,
    "emulator/server/door.py": _EMULATED,
    "emulator/server/local.py": _EMULATED,
    "emulator/server/phone_token.py": _EMULATED,
}

_ALONE: Final = ("test_dying.py", "test_server.py")
"""Tests of the store that start processes and servers of their own."""
_STORED: Final = (
    *sorted(
        f"tests/webhooks/store/{path.name}"
        for path in (Path(__file__).parents[1] / "webhooks" / "store").glob("test_*.py")
        if path.name not in _ALONE
    ),
    *(
        f"tests/webhooks/working/test_{name}.py"
        for name in ("counters", "doctor", "keeping", "sweep", "thread", "versions", "worker")
    ),
    "tests/webhooks/app/test_stored.py",
    "tests/webhooks/app/test_stored_holds.py",
    "tests/webhooks/app/test_stored_once.py",
    "tests/webhooks/app/test_store_settings.py",
    "tests/webhooks/app/test_not_committed.py",
)
"""Those that need no process of their own; those of PostgreSQL are among them, where a server answers."""
_BINS: Final = (
    "tests/webhooks/bins",
    "tests/webhooks/app/test_bins.py",
    "tests/webhooks/app/test_bins_api.py",
    "tests/webhooks/app/test_bound_bins.py",
    "tests/webhooks/app/test_stored_bins.py",
)
_OF_STORE: Final = (
    *("arrivals", "database", "inbox", "keeping", "lending", "managing", "migrations", "names", "opening", "order"),
    *("owners", "reading", "records", "sqlite", "statements", "sweeping", "weaknesses", "work"),
)
_OF_BINS: Final = (
    *("api", "arguments", "binding", "checks", "counting", "e164", "editing", "filling", "hosting", "live", "looking"),
    *("parts", "records", "sql", "stores", "tags", "template", "values"),
)
STORE: Final[dict[str, tuple[str, ...]]] = {
    **{f"webhooks/store/{name}.py": _STORED for name in _OF_STORE},
    **{f"webhooks/bins/{name}.py": _BINS for name in _OF_BINS},
}
"""The store and bins, whole."""

DRAWN: Final = (
    "webhooks/wire/forms.py",
    "webhooks/app/verified_view.py",
    "webhooks/requests/signed_url.py",
)
"""Modules whose mutants have all been tried and whose survivors are all named; each run tries some of theirs."""
