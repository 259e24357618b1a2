"""Every operation of the API's documents, sent to a server that writes down what arrives: method, path, fields."""

import json
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rest import NotOffered, ParameterError
from rest.rows import RESOURCES, decode, match, missing
from rest.rows import operations as all_operations
from rest.table.declared import parameters_of
from rest.table.names import wire_name
from rest.table.properties import properties_of
from rest.table.providers import BOTH
from rest.table.values import parse_datetime

from ..clients import ACCOUNT, BASES, PROJECT, make_client
from ..server import Answer, Received, Server, reply
from ..tables import COVERAGE, MULE, SAMPLES, TABLE, WIRE, evaluate, example, filled, keywords, operations, target

ROWS = {resource.name: resource for resource in RESOURCES}
ELSEWHERE_AT_THE_OTHER = [("tokens", "create"), ("network_tokens", "create")]
"""What has the same address at both providers, `client.tokens.create`, and makes something else at each."""
OFFERED = [(r, o, p) for r, o in operations() for p in TABLE[r]["operations"][o]["providers"]]
LACKING = [
    (r, o, p)
    for r, o in operations()
    for p in BOTH
    if p not in TABLE[r]["operations"][o]["providers"] and (r, o) not in ELSEWHERE_AT_THE_OTHER
]
TAKEN_BY_BOTH = {
    ("applications", "update", "VoiceCallerIdLookup"): "as at its creation, with which it shares a declaration",
    ("incoming_phone_numbers", "create", "EmergencyAddressSid"): "as at an update, with which it shares a declaration",
}
SAME_REQUEST = {("calls.feedback", "update"): ("calls.feedback", "create")}
TREATED_AS = {("notifications", "log"): "integer"}  # 0 or 1, documented as a closed set
NOT_REQUIRED_AFTER_ALL = {
    ("messages", "update", "Body"): "not needed to cancel a scheduled message",
    ("queues", "list", "FriendlyName"): "marked as required, yet every example lists without it",
    ("incoming_phone_numbers", "update", "AccountSid"): "only needed to move a number",
    ("applications", "create", "FriendlyName"): "held by a group of one at SignalWire, optional at Twilio",
    ("applications", "update", "FriendlyName"): "the document's own examples leave it out",
    ("outgoing_caller_ids", "update", "FriendlyName"): "optional in twilio-openapi and in twilio-python",
    ("queues.members", "update", "Url"): "the document's own examples leave it out",
    ("laml_bins", "update", "Name"): "the document's older edition leaves it out",
}


def record_server() -> Server:
    """Answers whatever is asked: a list where one belongs, else an object."""

    def script(request: Received) -> Answer:
        found = match(request.method, request.path)
        assert found is not None, request.path
        resource, operation, _ = found
        if request.method == "DELETE":
            return reply(204, b"")
        if operation.name == "list":
            return reply(200, {resource.list_key: []})
        return reply(operation.success[0], {"sid": "XX1"})

    return Server(script)


def test_every_resource_and_operation_has_its_row_and_no_row_is_invented() -> None:
    assert sorted(ROWS) == sorted(TABLE)
    assert len(ROWS) == len(RESOURCES)
    assert {(r.name, o.name) for r, o in all_operations()} == set(operations())
    assert len(operations()) == 231


@pytest.mark.parametrize("name", TABLE)
def test_rows_say_what_the_documents_say(name: str) -> None:
    row, documented = ROWS[name], TABLE[name]
    assert (row.path, row.instance_path, row.suffix, row.list_key) == (
        documented["path"], documented["instance_path"], documented["suffix"], documented["list_key"],
    )  # fmt: skip
    assert list(row.providers) == documented["providers"]
    assert row.source
    for operation in row.operations:
        expected = documented["operations"][operation.name]
        assert (operation.method, operation.path) == (expected["method"], expected["path"])
        assert list(row.offered_by(operation)) == expected["providers"]
        assert sorted(set(operation.success)) == expected["success"]


@pytest.mark.parametrize(("resource", "operation"), operations())
def test_parameters_are_declared_as_the_documents_have_them(resource: str, operation: str) -> None:
    row = ROWS[resource].operation(operation)
    documented = TABLE[resource]["operations"][operation]
    declared = {p.wire: p for p in parameters_of(row.parameters).values() if not p.local}
    paging = {"Page", "PageSize", "PageToken"}
    wanted = {}
    for wire, parameter in documented["params"].items():
        wanted |= {field: keyword for keyword, field in _names(wire, parameter)}
    assert {field: p.name for field, p in declared.items() if field not in paging} == wanted
    for wire, parameter in documented["params"].items():
        ours = declared[wire]
        required = parameter["required"] and (resource, operation, wire) not in NOT_REQUIRED_AFTER_ALL
        assert ours.required == required, wire
        assert ours.many == (parameter["type"] == "list"), wire
        offered = [p for p in ours.providers if p in documented["providers"]]
        if (resource, operation, wire) not in TAKEN_BY_BOTH:
            assert offered == [p for p in documented["providers"] if parameter.get("only", p) == p], wire
        if ours.choices and "values" in parameter:
            assert set(parameter["values"]) <= set(ours.choices), wire


def _names(wire: str, parameter: dict[str, Any]) -> list[tuple[str, str]]:
    signs = {"<": "_before", ">": "_after"}
    return [(parameter["name"], wire)] + [
        (parameter["name"] + signs[s], wire + s) for s in parameter.get("inequalities", ())
    ]


@pytest.mark.parametrize(("resource", "operation", "provider"), [o for o in OFFERED if o[1] != "download"])
def test_every_operation_arrives_with_its_method_path_and_fields(resource: str, operation: str, provider: str) -> None:
    given = keywords(resource, operation, provider)
    with record_server() as server:
        client = make_client(server.url, provider)  # type: ignore[arg-type]  # from the table
        getattr(target(client, resource, operation), operation)(**given.python)
    (request,) = server.received
    documented = TABLE[resource]["operations"][operation]
    account = ACCOUNT if provider == "twilio" else PROJECT
    assert request.method == documented["method"]
    assert request.path == BASES[provider] + filled(documented["path"], account) + TABLE[resource]["suffix"]
    if request.method == "PATCH":
        assert request.headers["content-type"] == "application/json"
        assert json.loads(request.body) == given.python
        return
    arrived = request.form if request.method == "POST" else request.query
    assert Counter(arrived) == Counter(given.wire)
    assert request.query == [] or request.method == "GET"


@pytest.mark.parametrize(("resource", "operation", "provider"), [o for o in LACKING if o[1] != "download"])
def test_what_a_provider_lacks_is_refused_before_any_request(resource: str, operation: str, provider: str) -> None:
    client = make_client("http://127.0.0.1:1", provider)  # type: ignore[arg-type]  # from the table
    with pytest.raises(NotOffered) as caught:
        getattr(target(client, resource, operation), operation)()
    assert caught.value.provider == provider
    assert f"{resource}.{operation}" in str(caught.value)


def test_tokens_are_made_for_what_the_provider_has_and_the_other_kind_is_refused() -> None:
    with record_server() as server:
        make_client(server.url, "twilio").tokens.create()
        make_client(server.url, "signalwire").tokens.create(name="n", permissions=["calling"])
    paths = [request.path.rpartition("/")[2] for request in server.received]
    assert paths == ["Tokens.json", "tokens"]
    for provider, given, refused in (
        ("twilio", {"name": "n", "permissions": "calling"}, "tokens.create"),
        ("signalwire", {"ttl": 60}, "network_tokens.create"),
    ):
        with pytest.raises(NotOffered, match=refused):
            make_client("http://127.0.0.1:1", provider).tokens.create(**given)  # type: ignore[arg-type,call-overload]


@pytest.mark.parametrize("resource", [name for name, row in TABLE.items() if "aliases" in row["python"]])
def test_other_names_address_the_same_collection(resource: str) -> None:
    client = make_client("http://127.0.0.1:1")
    python = TABLE[resource]["python"]
    usual = evaluate(client, python.get("collection") or python["singleton"])
    for alias in python["aliases"]:
        if "({" not in alias:
            assert type(evaluate(client, alias)) is type(usual)


IDENTIFIED_BY = {
    "authorized_connect_apps": "connect_app_sid",
    "available_phone_numbers": "country_code",
    "conferences.participants": "call_sid",
    "queues.members": "call_sid",
    "tokens": "id",
}
"""The property with the last part of a record's path, where it is not its `sid`. Source: the records' `uri` there."""


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row["instance_path"]])
def test_the_property_that_identifies_a_record_is_one_of_its_properties(name: str) -> None:
    assert ROWS[name].key_property == IDENTIFIED_BY.get(name, "sid")
    assert ROWS[name].key_property in TABLE[name]["properties"]


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if {"list", "fetch"} <= row["operations"].keys()])
def test_a_record_from_a_list_can_be_fetched(name: str) -> None:
    row = TABLE[name]
    listed = {row["list_key"]: [{IDENTIFIED_BY.get(name, "sid"): "XX7"}]}
    provider = row["operations"]["fetch"]["providers"][-1]
    with Server([reply(200, listed), reply(200, {})]) as server:
        client = make_client(server.url, provider)
        target(client, name, "list").list()[0].fetch()
    parent, _, _ = row["instance_path"].rpartition("/")
    account = ACCOUNT if provider == "twilio" else PROJECT
    assert server.received[1].path == f"{BASES[provider]}{filled(parent, account)}/XX7{row['suffix']}"


def test_a_record_without_its_identifier_is_refused_by_name() -> None:
    with Server([reply(200, {"calls": [{"status": "completed"}]})]) as server:
        call = make_client(server.url).calls.list()[0]
        with pytest.raises(ParameterError, match=r"calls\.fetch: Sid: the provider sent no identifier"):
            call.fetch()


@pytest.mark.parametrize(("resource", "operation", "provider"), [o for o in OFFERED if o[1] != "download"])
def test_rows_read_back_what_the_client_writes(resource: str, operation: str, provider: str) -> None:
    """The emulator's way: by method and path to the operation, by its row from fields to values."""
    given = keywords(resource, operation, provider)
    documented = TABLE[resource]["operations"][operation]
    for suffix in (".json", ".JSON", TABLE[resource]["suffix"]):
        found = match(documented["method"], BASES[provider] + filled(documented["path"], "AC1") + suffix)
        assert found is not None
        assert (found[0].name, found[1].name) == SAME_REQUEST.get((resource, operation), (resource, operation))
    form: dict[str, list[str]] = {}
    for name, text in given.wire:
        form.setdefault(name, []).append(text)
    read = decode(found[1], form)
    assert set(read) == set(given.python)
    for name, value in given.python.items():
        assert read[name] == (value.isoformat() if type(value) is date else _as_read(value)), name
    assert missing(found[1], read, provider) == []


def _as_read(value: object) -> object:
    if isinstance(value, dict):
        return json.dumps(value)
    return "2024-03-01T12:00:00Z" if isinstance(value, datetime) else value


RAW: dict[str, list[tuple[Any, object]]] = {  # what a provider sends, and what the attribute must be
    "string": [("text", "text"), ("", ""), (None, None)],
    "sid": [("XX1", "XX1"), (None, None)],
    "phone": [("+15551230000", "+15551230000")],
    "endpoint": [("client:joe", "client:joe")],
    "url": [("https://example.com/", "https://example.com/")],
    "http-method": [("POST", "POST")],
    "enum": [("a value of tomorrow", "a value of tomorrow")],
    "boolean": [(True, True), ("false", False), (None, None)],
    "integer": [(20, 20), ("20", 20), (None, None), ("", None)],
    "number": [(4.5, 4.5), ("4.5", 4.5)],
    "decimal": [(-0.005, Decimal("-0.005")), ("-0.00500", Decimal("-0.005")), (1, Decimal(1)), (None, None)],
    "date": [("2024-03-01", date(2024, 3, 1)), (None, None)],
    "datetime-rfc2822": [
        ("Mon, 23 Jul 2018 13:01:00 +0000", parse_datetime("2018-07-23T13:01:00Z")),
        ("Thur, 20 Sept 2018 10:00:00 +0000", parse_datetime("2018-09-20T10:00:00Z")),
        (None, None),
        ("", None),
    ],
    "datetime-iso8601": [("2018-11-26T20:00:00Z", parse_datetime("Mon, 26 Nov 2018 20:00:00 GMT")), (None, None)],
    "object": [({"a": "b"}, {"a": "b"}), (None, None)],
    "list": [(["a"], ["a"])],
    "either": [({"a": "b"}, {"a": "b"}), ("a", "a"), (None, None)],  # a text at SignalWire, an object at Twilio
}
PROPERTIES = [(r, p, kind) for r, row in TABLE.items() for p, kind in row["properties"].items()]


def test_every_property_is_an_annotated_attribute_with_the_right_type() -> None:
    """One test over 1,074 properties: 1 s instead of 10."""
    client = make_client("http://127.0.0.1:1")
    wrong = []
    for resource, name, kind in PROPERTIES:
        row = ROWS[resource]
        attribute = "from_" if name == "from" else name
        if attribute not in properties_of(row.record):
            wrong.append((resource, name, "is not declared"))
        for raw, expected in RAW[TREATED_AS.get((resource, name), kind)]:
            record = row.record(client._gateway, row, {}, {name: raw})
            got = getattr(record, attribute)
            if got != expected or type(got) is not type(expected):
                wrong.append((resource, name, f"{kind}: {raw!r} became {got!r}"))
    assert wrong == []
    assert len(PROPERTIES) == 1074


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_decodes_into_typed_values(name: str) -> None:
    sample = SAMPLES[name]
    row = ROWS[sample["resource"]]
    with Server([reply(200, sample["payload"])]) as server:
        client = make_client(server.url, "signalwire")
        if sample["operation"] == "list":
            place = target(client, row.name, "list")
            records = list(place.page() if hasattr(place, "page") else place.list())
        else:
            records = [row.record(client._gateway, row, {}, sample["payload"])]
    items = sample["payload"][row.list_key] if sample["operation"] == "list" else [sample["payload"]]
    assert len(records) == len(items) >= 1
    for record, item in zip(records, items, strict=True):
        assert record.raw == item
        for key, raw in item.items():
            kind = TABLE[row.name]["properties"].get(key)
            value = getattr(record, "from_" if key == "from" else key)
            if kind is None:
                assert record.extra[key] == raw
            elif raw not in (None, ""):
                assert isinstance(value, TYPES.get(kind, str)), key
                assert not isinstance(value, datetime) or value.utcoffset() == parse_datetime("2024-01-01").utcoffset()


TYPES: dict[str, type] = {
    "boolean": bool, "integer": int, "number": float, "decimal": Decimal, "date": date, "object": dict, "list": list,
    "datetime-rfc2822": datetime, "datetime-iso8601": datetime,
}  # fmt: skip
ELSEWHERE = {  # what the seeds name beside operations and properties, and the test that shows it
    "paging": ("objects/test_paging.py", "test_pages_joined_equal_the_whole"),
    "errors": ("http/test_faults.py", "test_c7_every_shape_of_error_body_gives_code_and_sentence"),
    "auth": ("http/test_credentials.py", "test_arguments_win_over_the_environment"),
    "dates": ("table/test_values.py", "test_dates_are_read_in_every_form_that_occurs"),
    "client construction": ("http/test_credentials.py", "test_the_environment_names_provider_and_account"),
    "callback calls.StatusCallback": ("table/test_table.py", "test_callbacks_are_asked_for_by_parameter"),
    "callback calls.RecordingStatusCallback": ("table/test_table.py", "test_callbacks_are_asked_for_by_parameter"),
    "callback faxes.StatusCallback": ("table/test_table.py", "test_callbacks_are_asked_for_by_parameter"),
    "callback messages.StatusCallback": ("table/test_table.py", "test_callbacks_are_asked_for_by_parameter"),
}


def test_everything_the_seeds_name_is_ticked_off() -> None:
    ticked, open_ = 0, []
    for seed, items in COVERAGE.items():
        for item, resource, operation in items:
            if operation in ELSEWHERE:
                file, test = ELSEWHERE[operation]
                done = f"def {test}(" in (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
            elif operation == "properties":
                done = bool(properties_of(ROWS[resource].record))
            else:
                done = any(one.name == operation for one in ROWS[resource].operations)
            ticked += done
            if not done:
                open_.append((seed, item))
    print(f"counted: rest: {ticked} of {sum(map(len, COVERAGE.values()))} items of the seeds")
    assert open_ == []
    assert ticked == 297


@pytest.mark.parametrize("name", ["calls", "calls.recordings", "faxes", "messages"])
def test_callbacks_are_asked_for_by_parameter(name: str) -> None:
    declared = parameters_of(ROWS[name].operation("create").parameters)
    callback = "recording_status_callback" if name == "calls.recordings" else "status_callback"
    assert declared[callback].kind == "url"


@pytest.mark.parametrize(
    "mule", [m for m in MULE if not m["maps_to"].endswith("download")], ids=lambda m: m["operation"]
)
def test_every_operation_of_the_mule_connector_can_be_performed(mule: dict[str, Any]) -> None:
    resource, operation = mule["maps_to"].rsplit(".", 1)
    documented = TABLE[resource]["operations"][operation]
    provider = documented["providers"][-1]
    python: dict[str, object] = {}
    expected = []
    for wire in mule["params"].values():
        if wire in documented["params"]:
            value, texts = example(resource, documented["params"][wire], provider)
            python[documented["params"][wire]["name"]] = value
            expected += [(wire, text) for text in texts]
    for group in ROWS[resource].operation(operation).needs:
        if not python.keys() & set(group):
            python[group[0]] = "https://example.com/"
            expected.append((wire_name(group[0]), "https://example.com/"))
    for wire, parameter in documented["params"].items():
        if (
            parameter["required"]
            and parameter["name"] not in python
            and (resource, operation, wire) not in NOT_REQUIRED_AFTER_ALL
        ):
            value, texts = WIRE[parameter["type"]]
            python[parameter["name"]] = value
            expected += [(wire, text) for text in texts]
    with record_server() as server:
        client = make_client(server.url, provider)
        getattr(target(client, resource, operation), operation)(**python)
    request = server.received[0]
    assert Counter(request.form if request.method == "POST" else request.query) == Counter(expected)


def test_a_wrong_path_matches_nothing() -> None:
    assert match("GET", "/2010-04-01/Accounts/AC1/Cals.json") is None
    assert match("PUT", "/2010-04-01/Accounts/AC1/Calls.json") is None


def test_a_field_that_is_not_of_its_kind_is_named() -> None:
    with pytest.raises(ParameterError) as caught:
        decode(ROWS["calls"].operation("create"), {"Timeout": "soon"})
    assert caught.value.parameter == "Timeout"
    assert decode(ROWS["calls"].operation("create"), {"to": "+1", "New": "x"}) == {"to": "+1", "extra": {"New": "x"}}
    assert missing(ROWS["calls"].operation("create"), {}, "twilio") == ["From", "To", "Url"]


@pytest.mark.parametrize("resource", ["recordings", "messages.media"])
def test_a_recording_without_extension_is_the_file(resource: str) -> None:
    path = filled(TABLE[resource]["instance_path"], "AC1")
    names = {suffix: match("GET", path + suffix) for suffix in ("", ".json", ".JSON")}
    assert {suffix: found and found[1].name for suffix, found in names.items()} == {
        "": "download", ".json": "fetch", ".JSON": "fetch",
    }  # fmt: skip
    deleted = match("DELETE", path)
    assert deleted is not None
    assert deleted[1].name == "delete"
    listed = match("GET", filled(TABLE[resource]["path"], "AC1"))
    assert listed is not None
    assert listed[1].name == "list"
