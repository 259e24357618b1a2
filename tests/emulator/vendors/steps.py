"""The steps of the Python clients, run by the interpreter of an environment that has one; tells what it saw as JSON.

Arguments: the client's row of `clients.toml` as JSON. The client is that of the page about other clients.
"""

import asyncio
import importlib
import json
import os
import sys
import time
from urllib.request import Request, urlopen

PUBLIC = os.environ["LAML_PUBLIC_URL"]
WHO = {"to": "+15551230000", "from_": "+15559870000"}
SECONDS = 30


class Ways:
    """How a client is asked, by await or without: `await ways.do(client.calls, "create", to=…)` is both."""

    def __init__(self, row, client):
        self.client, self.awaits = client, row["awaits"]
        self.errors = importlib.import_module("twilio.base.exceptions").TwilioRestException
        self.validator = importlib.import_module(row["validator"]).RequestValidator

    async def do(self, resource, name, *given, **named):
        if self.awaits:
            return await getattr(resource, f"{name}_async")(*given, **named)
        return getattr(resource, name)(*given, **named)

    async def every(self, resource, **named):
        """What a stream of a list gives, page after page."""
        if self.awaits:
            return [one async for one in await resource.stream_async(**named)]
        return list(resource.stream(**named))

    async def until(self, resource, status):
        """Fetch until the record has this status."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            record = await self.do(resource, "fetch")
            if record.status == status:
                return record
            await asyncio.sleep(0.05)
        raise AssertionError(f"{record.sid} is {record.status}, and never was {status}")

    async def until_any(self, resource, **named):
        """List until there is something."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            records = await self.do(resource, "list", **named)
            if records:
                return records
            await asyncio.sleep(0.05)
        raise AssertionError(f"nothing in {resource}")

    async def refused(self, asked):
        """Status and code of what the provider refuses."""
        try:
            await asked
        except self.errors as error:
            return [error.status, error.code]
        raise AssertionError("it was not refused")


def phone(what, given):
    """Let somebody call or text a number of the account, on the emulator's scripted phone."""
    headers = {"Authorization": f"Bearer {os.environ['LAML_PHONE_TOKEN']}", "Content-Type": "application/json"}
    asked = Request(f"{os.environ['LAML_BASE_URL']}/phone/{what}", json.dumps(given).encode(), headers)
    with urlopen(asked, timeout=10) as answer:
        return json.load(answer)


def app_saw(path):
    """Requests that the application had, oldest first: see `App`."""
    with urlopen(os.environ["APP_SEEN"], timeout=10) as answer:
        return [one for one in json.load(answer) if path is None or one["path"] == path]


async def app_sees(path, field, value):
    """Wait until the application had a request at this path with this parameter."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        asked = [{**one["query"], **one["form"]} for one in app_saw(path)]
        found = [one for one in asked if one.get(field) == value]
        if found:
            return found[-1]
        await asyncio.sleep(0.05)
    raise AssertionError(f"{path} never had {field}={value}")


async def live(ways, path="/answer", **more):
    """A call that is in progress."""
    call = await ways.do(ways.client.calls, "create", **WHO, url=PUBLIC + path, **more)
    await ways.until(ways.client.calls(call.sid), "in-progress")
    return call


async def call(ways):
    client = ways.client
    made = await ways.do(
        client.calls,
        "create",
        **WHO,
        url=f"{PUBLIC}/answer?a=1&b=c%20d",
        method="GET",
        status_callback=f"{PUBLIC}/status",
    )
    fetched = await ways.until(client.calls(made.sid), "in-progress")
    told = await app_sees("/answer", "CallSid", made.sid)
    await ways.do(client.calls(made.sid), "update", url=f"{PUBLIC}/second")
    await app_sees("/second", "CallSid", made.sid)
    await ways.do(client.calls(made.sid), "update", status="completed")
    ended = await ways.until(client.calls(made.sid), "completed")
    finished = await app_sees("/status", "CallStatus", "completed")
    return {
        "created": [made.status, made.to],
        "fetched": fetched.sid == made.sid,
        "the app was told": [told["CallStatus"], told["Direction"], told["To"]],
        "ended": ended.status,
        "of the end": finished["CallSid"] == made.sid,
        "deleted": await ways.do(client.calls(made.sid), "delete"),
    }


async def pages(ways):
    calls = ways.client.calls
    to = "+15551230077"
    made = [(await ways.do(calls, "create", to=to, from_=WHO["from_"], url=f"{PUBLIC}/bye")).sid for _ in range(5)]
    found = [one.sid for one in await ways.do(calls, "list", to=to, page_size=2)]
    return {
        "listed": sorted(found) == sorted(made),
        "streamed": [one.sid for one in await ways.every(calls, to=to, page_size=2)] == found,
        "limited": len(await ways.do(calls, "list", to=to, limit=3)),
        "a page": len(list(await ways.do(calls, "page", to=to, page_size=2))),
    }


async def message(ways):
    client = ways.client
    made = await ways.do(
        client.messages, "create", **WHO, body="Zażółć & 1+1 = 2", status_callback=f"{PUBLIC}/message-status"
    )
    fetched = await ways.until(client.messages(made.sid), "delivered")
    told = await app_sees("/message-status", "MessageStatus", "delivered")
    return {
        "created": [made.status, made.body],
        "fetched": [fetched.status, fetched.body, fetched.direction, str(fetched.num_segments)],
        "the app was told": told["MessageSid"] == made.sid,
        "listed": [one.sid for one in await ways.do(client.messages, "list")] == [made.sid],
    }


async def recording(ways):
    client = ways.client
    made = await live(ways, record=True)
    await asyncio.sleep(0.2)  # a recording of less than a second is none
    await ways.do(client.calls(made.sid), "update", status="completed")
    found = await ways.until_any(client.recordings, call_sid=made.sid)
    one = await ways.until(client.recordings(found[0].sid), "completed")
    return {
        "listed": len(found),
        "of the call": one.call_sid == made.sid,
        "in the call": [each.sid for each in await ways.do(client.calls(made.sid).recordings, "list")] == [one.sid],
        "deleted": await ways.do(client.recordings(one.sid), "delete"),
        "gone": await ways.refused(ways.do(client.recordings(one.sid), "fetch")),
        "transcriptions": len(await ways.do(client.transcriptions, "list")),
    }


async def queue(ways):
    client = ways.client
    made = await ways.do(client.queues, "create", friendly_name="support", max_size=5)
    waiting = await live(ways, "/enqueue")
    members = await ways.until_any(client.queues(made.sid).members)
    front = await ways.do(client.queues(made.sid).members("Front"), "fetch")
    changed = await ways.do(client.queues(made.sid), "update", max_size=7)
    await ways.do(client.queues(made.sid).members("Front"), "update", url=f"{PUBLIC}/second")
    await app_sees("/second", "CallSid", waiting.sid)
    await ways.do(client.calls(waiting.sid), "update", status="completed")
    await ways.until(client.calls(waiting.sid), "completed")
    return {
        "members": [one.call_sid for one in members] == [waiting.sid],
        "front": [front.call_sid == waiting.sid, front.position],
        "changed": [changed.max_size, changed.current_size],
        "deleted": await ways.do(client.queues(made.sid), "delete"),
        "listed": len(await ways.do(client.queues, "list")),
    }


async def conference(ways):
    client = ways.client
    calls = [await live(ways, "/conference") for _ in range(2)]
    found = await ways.until_any(client.conferences, friendly_name="room", status="in-progress")
    participants = client.conferences(found[0].sid).participants
    listed = await ways.do(participants, "list")
    muted = await ways.do(participants(calls[0].sid), "update", muted=True)
    removed = await ways.do(participants(calls[1].sid), "delete")
    await ways.do(client.calls(calls[0].sid), "update", status="completed")
    ended = await ways.until(client.conferences(found[0].sid), "completed")
    return {
        "listed": [len(found), found[0].friendly_name],
        "participants": sorted(one.call_sid for one in listed) == sorted(one.sid for one in calls),
        "muted": muted.muted,
        "removed": removed,
        "ended": ended.status,
    }


async def number(ways):
    client = ways.client
    offered = await ways.do(client.available_phone_numbers("US").local, "list", area_code="415", limit=3)
    free = await ways.do(client.available_phone_numbers("US").toll_free, "list", limit=1)
    bought = await ways.do(client.incoming_phone_numbers, "create", phone_number=offered[0].phone_number)
    this = client.incoming_phone_numbers(bought.sid)
    await ways.do(this, "update", friendly_name="desk", voice_url=f"{PUBLIC}/number", sms_url=f"{PUBLIC}/sms")
    kept = await ways.do(this, "fetch")
    listed = await ways.do(client.incoming_phone_numbers, "list", phone_number=bought.phone_number)
    phone("calls", {"from": WHO["to"], "to": bought.phone_number})
    told = await app_sees("/number", "To", bought.phone_number)
    phone("messages", {"from": WHO["to"], "to": bought.phone_number, "body": "hello"})
    texted = await app_sees("/sms", "To", bought.phone_number)
    return {
        "offered": [len(offered), offered[0].phone_number[:5]],
        "toll free": free[0].phone_number[:3],
        "bought": bought.phone_number == offered[0].phone_number,
        "configured": [kept.friendly_name, kept.voice_url, kept.sms_url],
        "listed": [one.sid for one in listed] == [bought.sid],
        "called": [told["CallStatus"], told["Direction"]],
        "texted": texted["Body"],
        "released": await ways.do(this, "delete"),
        "gone": await ways.refused(ways.do(this, "fetch")),
    }


async def application(ways):
    client = ways.client
    made = await ways.do(client.applications, "create", friendly_name="ivr", voice_url=f"{PUBLIC}/answer")
    changed = await ways.do(client.applications(made.sid), "update", friendly_name="menu")
    return {
        "changed": [changed.friendly_name, changed.voice_url],
        "listed": [one.friendly_name for one in await ways.do(client.applications, "list")],
        "deleted": await ways.do(client.applications(made.sid), "delete"),
    }


async def account(ways):
    sid = ways.client.username
    found = await ways.do(ways.client.api.accounts(sid), "fetch")
    return {"fetched": [found.sid == sid, found.status]}


async def error(ways):
    calls = ways.client.calls
    return {
        "no such call": await ways.refused(ways.do(calls("CA" + "0" * 32), "fetch")),
        "no address": await ways.refused(ways.do(calls, "create", **WHO, url="nowhere")),
        "no recipient": await ways.refused(ways.do(calls, "create", to="", from_=WHO["from_"], url=f"{PUBLIC}/answer")),
        "no body": await ways.refused(ways.do(ways.client.messages, "create", **WHO)),
    }


async def api_key(ways):
    client = ways.client
    made = await ways.do(client.new_keys, "create", friendly_name="of the test")
    theirs = type(client)(made.sid, made.secret, client.username, http_client=client.http_client)
    wrong = type(client)(made.sid, "wrong", client.username, http_client=client.http_client)
    queue = await ways.do(client.queues, "create", friendly_name="of the key")
    return {
        "made": [made.sid[:2], made.friendly_name],
        "accepted": [one.sid for one in await ways.do(theirs.queues, "list")] == [queue.sid],
        "wrong": await ways.refused(ways.do(wrong.queues(queue.sid), "fetch")),
        "deleted": [await ways.do(client.keys(made.sid), "delete"), await ways.do(client.queues(queue.sid), "delete")],
        "revoked": await ways.refused(ways.do(theirs.queues(queue.sid), "fetch")),
    }


async def fax(ways):
    faxes = ways.client.fax.faxes
    made = await ways.do(faxes, "create", **WHO, media_url=f"{PUBLIC}/fax.pdf")
    sent = await ways.until(faxes(made.sid), "delivered")
    return {
        "listed": [one.sid for one in await ways.do(faxes, "list")] == [made.sid],
        "sent": [sent.status, sent.direction],
        "deleted": await ways.do(faxes(made.sid), "delete"),
    }


async def elsewhere(ways):
    return {"lookups": (await ways.refused(ways.do(ways.client.lookups.v2.phone_numbers(WHO["to"]), "fetch")))[0]}


async def signatures(ways):
    validator = ways.validator(os.environ["APP_KEY"])
    seen = app_saw(None)
    forged = [validator.validate(one["url"] + "&x", one["form"], one["signature"]) for one in seen]
    return {
        "enough": len(seen) > 9,
        "methods": sorted({one["method"] for one in seen}),
        "refused": [one["url"] for one in seen if not validator.validate(one["url"], one["form"], one["signature"])],
        "forged": any(forged),
    }


async def main(row):
    client = importlib.import_module(row["recipe"].removesuffix(".py"))
    if row["awaits"]:
        async with client.HttpClient() as http_client:
            rest = importlib.import_module("twilio.rest").Client(http_client=http_client)
            return await run(row, Ways(row, rest))
    return await run(row, Ways(row, client.client))


async def run(row, ways):
    seen = {}
    for name in row["steps"]:
        try:
            seen[name] = await globals()[name](ways)
        except Exception as error:
            seen[name] = f"{type(error).__name__}: {error}"
    return seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.argv[1])))))
