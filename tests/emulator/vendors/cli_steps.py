"""The steps of twilio-cli; tells what it saw as JSON.

Arguments: the client's row of `clients.toml` as JSON. Run in a folder that has the package and the recipe. What
only prepares a step (calls that are in progress) is asked of the emulator without the command.
"""

import asyncio
import base64
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from steps import PUBLIC, SECONDS, WHO, app_sees, phone

TO, FROM = WHO["to"], WHO["from_"]
ACCOUNT, TOKEN = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
BIN = Path("node_modules/.bin").resolve()
RECIPE = json.loads(sys.argv[1])["recipe"]


def settings():
    """The environment of the command: the recipe, and a home for its profiles and plugins."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "NODE_OPTIONS": f"--require ./{RECIPE}", "HOME": str(Path.cwd()), "PATH": path}


def flag(name, value):
    return f"--{name.replace('_', '-')}" + ("" if value is True else f"={value}")


def twilio(command, *, key=None, **options):
    """What `twilio api:…` prints, as JSON; of one that ends with an error what the API answered."""
    argv = [f"api:{command}", *[flag(*pair) for pair in options.items()], "-o=json"]
    env = {} if key is None else {"TWILIO_API_KEY": key[0], "TWILIO_API_SECRET": key[1]}
    COMMANDS.stdin.write(json.dumps({"argv": argv, "env": env}) + "\n")
    COMMANDS.stdin.flush()
    answer = json.loads(COMMANDS.stdout.readline())
    if answer["printed"].strip():
        return json.loads(answer["printed"])
    assert answer["error"] is None, answer["error"]
    return []


def refused(found):
    return [found[0]["status"], found[0]["code"]]


def removed(command, **options):
    return twilio(command, **options) == []


def rest(path, **form):
    """A record that the emulator makes, or a list if there is no form."""
    data = urlencode(form).encode() if form else None
    credentials = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    url = f"{os.environ['LAML_BASE_URL']}/2010-04-01/Accounts/{ACCOUNT}/{path}"
    with urlopen(Request(url, data, {"Authorization": f"Basic {credentials}"}), timeout=10) as answer:
        return json.load(answer)


def live(path, **more):
    """The sid of a call that is in progress."""
    sid = rest("Calls.json", To=TO, From=FROM, Url=PUBLIC + path, **more)["sid"]
    until(lambda: rest(f"Calls/{sid}.json")["status"] == "in-progress")
    return sid


def until(asked):
    end = time.monotonic() + SECONDS
    while not (found := asked()):
        assert time.monotonic() < end, "it never was"
        time.sleep(0.05)
    return found


def told(path, field, value):
    return asyncio.run(app_sees(path, field, value))


def call():
    url = f"{PUBLIC}/answer?a=1&b=c%20d"
    made = twilio("core:calls:create", **{"to": TO, "from": FROM}, url=url, status_callback=f"{PUBLIC}/status")[0]
    asked = told("/answer", "CallSid", made["sid"])
    fetched = twilio("core:calls:fetch", sid=made["sid"])[0]
    twilio("core:calls:update", sid=made["sid"], status="completed")
    finished = told("/status", "CallSid", made["sid"])
    return {
        "created": [made["status"], made["to"]],
        "fetched": fetched["sid"] == made["sid"],
        "the app was told": [asked["CallStatus"], asked["Direction"], asked["To"]],
        "ended": finished["CallStatus"],
    }


def pages():
    to = "+15551230077"
    made = [rest("Calls.json", To=to, From=FROM, Url=f"{PUBLIC}/bye")["sid"] for _ in range(5)]
    found = [one["sid"] for one in twilio("core:calls:list", to=to, page_size=2)]
    return {
        "listed": sorted(found) == sorted(made),
        "limited": len(twilio("core:calls:list", to=to, page_size=2, limit=3)),
    }


def message():
    given = {"to": TO, "from": FROM, "body": "Zażółć & 1+1 = 2"}
    made = twilio("core:messages:create", **given, status_callback=f"{PUBLIC}/message-status")[0]
    sent = told("/message-status", "MessageStatus", "delivered")
    fetched = twilio("core:messages:fetch", sid=made["sid"])[0]
    return {
        "created": [made["status"], made["body"]],
        "fetched": [fetched["status"], fetched["body"], fetched["direction"], fetched["numSegments"]],
        "the app was told": sent["MessageSid"] == made["sid"],
    }


def recording():
    sid = live("/answer", Record="true")
    time.sleep(0.2)  # a recording of less than a second is none
    rest(f"Calls/{sid}.json", Status="completed")
    until(lambda: rest(f"Recordings.json?CallSid={sid}")["recordings"])
    found = twilio("core:recordings:list", call_sid=sid)
    return {
        "listed": len(found),
        "of the call": found[0]["callSid"] == sid,
        "deleted": removed("core:recordings:remove", sid=found[0]["sid"]),
    }


def queue():
    made = twilio("core:queues:create", friendly_name="support", max_size=5)[0]
    sid = live("/enqueue")
    until(lambda: rest(f"Queues/{made['sid']}/Members.json")["queue_members"])
    members = twilio("core:queues:members:list", queue_sid=made["sid"])
    changed = twilio("core:queues:update", sid=made["sid"], max_size=7)[0]
    rest(f"Calls/{sid}.json", Status="completed")
    until(lambda: rest(f"Queues/{made['sid']}.json")["current_size"] == 0)
    return {
        "members": [one["callSid"] for one in members] == [sid],
        "changed": [changed["maxSize"], changed["currentSize"]],
        "deleted": removed("core:queues:remove", sid=made["sid"]),
    }


def conference():
    sid = live("/conference")
    live("/conference")
    until(lambda: rest("Conferences.json?Status=in-progress")["conferences"])
    found = twilio("core:conferences:list", friendly_name="room", status="in-progress")
    room = found[0]["sid"]
    muted = twilio("core:conferences:participants:update", conference_sid=room, call_sid=sid, muted=True)
    ended = twilio("core:conferences:update", sid=room, status="completed")
    return {
        "listed": [len(found), found[0]["friendlyName"]],
        "muted": muted[0]["muted"],
        "ended": ended[0]["status"],
    }


def number():
    wanted = {"country_code": "US", "area_code": "415", "limit": 3}
    offered = twilio("core:available-phone-numbers:local:list", **wanted)
    bought = twilio("core:incoming-phone-numbers:create", phone_number=offered[0]["phoneNumber"])[0]
    urls = {"voice_url": f"{PUBLIC}/number", "sms_url": f"{PUBLIC}/sms"}
    kept = twilio("core:incoming-phone-numbers:update", sid=bought["sid"], friendly_name="desk", **urls)[0]
    phone("calls", {"from": TO, "to": bought["phoneNumber"]})
    called = told("/number", "To", bought["phoneNumber"])
    return {
        "offered": [len(offered), offered[0]["phoneNumber"][:5]],
        "bought": bought["phoneNumber"] == offered[0]["phoneNumber"],
        "configured": [kept["friendlyName"], kept["voiceUrl"], kept["smsUrl"]],
        "called": [called["CallStatus"], called["Direction"]],
        "released": removed("core:incoming-phone-numbers:remove", sid=bought["sid"]),
    }


def error():
    given = {"to": TO, "from": FROM, "url": "nowhere"}
    return {
        "no such call": refused(twilio("core:calls:fetch", sid="CA" + "0" * 32)),
        "no address": refused(twilio("core:calls:create", **given)),
    }


def api_key():
    made = twilio("core:keys:create", friendly_name="of the test")[0]
    sid = rest("Queues.json", FriendlyName="of the key")["sid"]
    theirs = twilio("core:queues:fetch", sid=sid, key=(made["sid"], made["secret"]))
    return {
        "made": [made["sid"][:2], made["friendlyName"]],
        "accepted": theirs[0]["sid"] == sid,
        "wrong": refused(twilio("core:queues:fetch", sid=sid, key=(made["sid"], "wrong"))),
    }


def elsewhere():
    """As a person would run it."""
    argv = ["twilio", "api:lookups:v2:phone-numbers:fetch", "--phone-number", TO, "-o", "json"]
    done = subprocess.run(argv, env=settings(), capture_output=True, text=True, timeout=60, check=False)
    return {"lookups": refused(json.loads(done.stdout))[0]}


def seen(name):
    try:
        return globals()[name]()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    with subprocess.Popen(
        ["node", Path(__file__).with_name("cli_commands.cjs")],
        env=settings(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as COMMANDS:
        print(json.dumps({name: seen(name) for name in json.loads(sys.argv[1])["steps"]}))
        COMMANDS.stdin.close()
