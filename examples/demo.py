"""The story of `make demo`: an IVR under gunicorn, the provider beside it, a call, keys, a silence, and a message.

Everything goes over HTTP on free ports of this machine. Ends with 0 if all went as expected, else with 1 and what did
not.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

CUSTOMER = "+15551230000"
OURS = "+15559870000"
SPEED = 5
"""The provider's clock runs so many times as fast as ours: ringing and silences are real, and short."""
PATIENCE = 20.0
"""Seconds to wait for anything before it counts as not happening."""
KEYS = {
    "LAML_PROVIDER": "signalwire",
    "LAML_SIGNING_KEY": "PSK_demo_not_a_secret",
    "LAML_SECRET_KEY": "demo-not-a-secret",
    "SIGNALWIRE_PROJECT_ID": "6b1a5f0e-7c3d-4e2f-9a8b-0c1d2e3f4a5b",
    "SIGNALWIRE_API_TOKEN": "PT_demo_not_a_secret",
}


class NotAsExpected(Exception):
    """Something did not happen, or happened otherwise."""


@contextmanager
def process(command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A process that is stopped at the end."""
    running: subprocess.Popen[str] = subprocess.Popen([sys.executable, *command], text=True, **options)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()


@contextmanager
def web_app() -> Iterator[str]:
    """The example app under gunicorn; gives its URL, which it also knows as its public one."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        listening.set_inheritable(True)
        os.environ["LAML_PUBLIC_URL"] = f"http://127.0.0.1:{listening.getsockname()[1]}"
        bind = ["--bind", f"fd://{listening.fileno()}", "--workers", "1", "--threads", "4", "--log-level", "error"]
        with process(["-m", "gunicorn", *bind, "examples.ivr:app"], pass_fds=[listening.fileno()]):
            yield os.environ["LAML_PUBLIC_URL"]


@contextmanager
def provider(app_url: str) -> Iterator[dict[str, str]]:
    """The emulator; gives the settings that it prints for clients."""
    command = ["-u", "-m", "laml", "emulate", app_url, "--port", "0", "--provider", KEYS["LAML_PROVIDER"]]
    command += ["--project", KEYS["SIGNALWIRE_PROJECT_ID"], "--token", KEYS["SIGNALWIRE_API_TOKEN"]]
    command += ["--signing-key", KEYS["LAML_SIGNING_KEY"], "--speed", str(SPEED), "--quiet"]
    with process(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        settings: dict[str, str] = {}
        for line in running.stdout:
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").strip().partition("=")
                settings[name] = value.strip("'\"")
            if {"LAML_BASE_URL", "LAML_PHONE_TOKEN"} <= settings.keys():
                break
        else:
            raise NotAsExpected("the emulator did not start")
        yield settings


@dataclass
class Story:
    """The timeline, told as it grows, and the phone that takes part in it."""

    base_url: str
    token: str
    told: int = 0
    entries: list[dict[str, object]] = field(default_factory=list)

    def phone(self, path: str, **body: str | float) -> dict[str, object]:
        """Use the scripted phone."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.post(f"{self.base_url}/phone/{path}", json=body, headers=headers, timeout=PATIENCE)
        found: dict[str, object] = answer.json()
        if not answer.ok:
            raise NotAsExpected(f"the phone says: {found.get('error')}")
        return found

    def tell(self) -> None:
        """Print what is new."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.base_url}/phone/timeline?after={self.told}"
        found = requests.get(url, headers=headers, timeout=PATIENCE).json()
        for entry in found["entries"]:
            if entry["kind"] in ("request", "callback") and not entry["outcome"]:
                return  # under way: its answer belongs to the sentence
            self.told += 1
            self.entries.append(entry)
            print(f"  {entry['at']:6.1f} s  {sentence(entry)}", flush=True)

    def until(self, what: str, happened: Callable[[dict[str, object]], bool]) -> None:
        """Tell the story until something new has happened."""
        seen = len(self.entries)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.tell()
            if any(happened(entry) for entry in self.entries[seen:]):
                return
            time.sleep(0.05)
        raise NotAsExpected(f"expected, and not seen in {PATIENCE:.0f} s: {what}")

    def hear(self, words: str) -> None:
        """Go on until somebody hears these words."""
        self.until(f"to hear {words!r}", lambda e: e["kind"] == "heard" and words in str(e["text"]))


def sentence(entry: dict[str, object]) -> str:
    """One entry of the timeline, in words."""
    kind, text, who = entry["kind"], entry["text"], entry["who"] or "the provider"
    if kind == "heard":
        return f"{who} hears: {text}"
    if kind == "pressed":
        return f"{who} presses {text}"
    if kind == "dialed":
        return f"{text} is dialled"
    if kind == "message":
        return f"{who} is sent: {text}"
    if kind in ("request", "callback"):
        took, deadline = entry["took"], entry["deadline"]
        timed = isinstance(took, float) and isinstance(deadline, int | float)
        spent = f" in {took * 1000:.0f} ms of {deadline:.0f} s" if timed else ""  # type: ignore[operator] # timed
        params = entry["params"]
        event = f" {params.get('CallStatus', '')}" if kind == "callback" and isinstance(params, dict) else ""
        return f"{'fetched' if kind == 'request' else 'told'}: {text}{event} -> {entry['outcome']}{spent}"
    return f"{who}: {kind} {text}"


def play(story: Story) -> None:
    """What happens, and what is expected of it. Imports the app only here: its settings are made by this program."""
    from examples.ivr import SALES, answer, finished, sms
    from rest import Client

    client = Client()
    print("\nA call, placed by the REST client:")
    call = client.calls.create(
        to=CUSTOMER, from_=OURS, url=answer, status_callback=finished, status_callback_event=["answered", "completed"]
    )
    story.hear("For sales press 1")
    print("    (a key that does nothing)")
    story.phone(f"calls/{call.sid}/press", keys="9")
    story.hear("That key does nothing")
    story.hear("For sales press 1")
    print("    (silence)")
    story.hear("We did not hear you")
    story.phone(f"phones/{SALES}", talks=20)
    print("    (a key that does something)")
    story.phone(f"calls/{call.sid}/press", keys="1")
    story.until(f"{SALES} to be dialled", lambda e: e["kind"] == "dialed" and e["text"] == SALES)
    story.until("the callback that the call is over", lambda e: e["kind"] == "callback" and is_completed(e))
    ended = client.calls(call.sid).fetch()
    if ended.status != "completed":
        raise NotAsExpected(f"the call is {ended.status}, expected completed")

    print("\nA message, and the reply:")
    message = story.phone("messages", url=sms.url, body="Are you open?")
    story.until("a reply", lambda e: "You said: Are you open?" in str(e["text"]))
    print(f"\nThe call is {ended.status} after {ended.duration} s, the message {message['sid']} is answered.")


def is_completed(entry: dict[str, object]) -> bool:
    """Whether a callback told the app that the call is over, and the app took it."""
    params = entry["params"]
    return (
        isinstance(params, dict) and params.get("CallStatus") == "completed" and str(entry["outcome"]).startswith("20")
    )


def main() -> int:
    """Run the demo."""
    os.environ.update(KEYS)
    try:
        with web_app() as app_url, provider(app_url) as settings:
            print(f"The app answers at {app_url}, the provider's API at {settings['LAML_BASE_URL']}.")
            os.environ["LAML_BASE_URL"] = settings["LAML_BASE_URL"]
            play(Story(settings["LAML_BASE_URL"], settings["LAML_PHONE_TOKEN"]))
    except NotAsExpected as problem:
        print(f"\nNot as expected: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
