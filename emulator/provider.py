"""The provider for tests: host an application, call it, listen, press keys, and read what happened.

Knows the engine and the virtual driver; nothing of pytest.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rest import Client, Incoming, Outgoing, intercept
from rest.resources.faxes import FAXES

from .arguments import Count, Delay, Party, Seconds, Sender, checked, handle, in_seconds
from .engine import calls, faxes
from .engine.models import Endpoint, PhoneScript
from .engine.numbers import e164
from .engine.services import messages, queues
from .engine.timeline import Timeline
from .errors import EmulatorError
from .handles.calls import Call
from .handles.conferences import Room
from .handles.faxes import FaxHandle
from .handles.messages import Sms
from .handles.phones import Phone
from .handles.queues import Line
from .hosted import Hosted
from .server.local import LocalServer
from .server.resources.numbers import routing
from .stage import Method, Target

CALLER: Final = "+15551230000"
NUMBER: Final = "+15559870000"


@handle
class Provider(Hosted):
    """SignalWire or Twilio, in this process, on virtual time.

    Args:
        name: Which one; by default what `LAML_PROVIDER` says, else SignalWire.
        seed: Identifiers and chances come from it: the same seed and inputs give the same timeline.
        public_url: Where the application is reachable from outside, as its configuration says.
        start: When its clock begins, aware: 9:00 UTC on 14 January 2026 unless given.
    Raises:
        EmulatorError: There is no such provider, or the start has no time zone.
    """

    # -- people

    def dial(
        self,
        target: Target | None = None,
        from_: Party = CALLER,
        to: Party = NUMBER,
        *,
        method: Method = "POST",
        fallback: Target | None = None,
        status_callback: Target | None = None,
    ) -> Call:
        """Call a number; returns when the first document runs.

        Args:
            target: The number's voice URL or its handler; by default what REST set for the number.
            from_: Who calls.
            to: The number.
            method: How the voice URL is requested.
            fallback: The number's fallback URL.
            status_callback: The number's status callback.
        Raises:
            EmulatorError: There is no target, and nothing is set for the number; or a handler does not fit.
        """
        from_, to = e164(from_), e164(to)
        own = routing(self.rest, to, "voice")
        endpoint = own.endpoint if target is None else self.hook(target, method, url_of="url")
        if endpoint is None:
            raise EmulatorError(f"{to} has no voice URL: give a target, or set one through REST")
        back = own.fallback if fallback is None else self.hook(fallback, url_of="fallback_url")
        callback = own.status_callback if status_callback is None else self._told(status_callback, "call_status")
        leg = self.stage.change(
            lambda: calls.receive(self.engine.world, from_, to, endpoint, fallback=back, status_callback=callback)
        )
        return Call(self.stage, leg)

    def send(
        self,
        target: Target | None,
        body: str,
        from_: Sender = CALLER,
        to: Party = NUMBER,
        *,
        media: tuple[str, ...] = (),
        method: Method = "POST",
        fallback: Target | None = None,
    ) -> Sms:
        """Send a message to a number whose message URL is `target`; returns when its document has run.

        Without a target, what REST set for the number counts.

        Raises:
            EmulatorError: There is no target, and nothing is set for the number; or a handler does not fit.
        """
        from_, to = e164(from_), e164(to)
        own = routing(self.rest, to, "sms")
        endpoint = own.endpoint if target is None else self.hook(target, method, url_of="sms_url")
        if endpoint is None:
            raise EmulatorError(f"{to} has no message URL: give a target, or set one through REST")
        back = own.fallback if fallback is None else self.hook(fallback, url_of="sms_fallback_url")
        item = self.stage.change(
            lambda: messages.receive(self.engine.world, from_, to, body, endpoint, media=media, fallback=back)
        )
        return Sms(self.stage, item)

    def _told(self, target: Target, event: str) -> Endpoint:
        return self.hook(target, url_of="status_callback", event=event)

    def phone(self, number: Party) -> Phone:
        """The phone with this number; its methods script how it behaves when it is called."""
        return Phone(self.engine.world.phones.setdefault(e164(number), PhoneScript()))

    def fax(
        self,
        target: Target,
        from_: Party = CALLER,
        to: Party = NUMBER,
        *,
        pages: Count = 1,
        station: str = "",
        fails: bool = False,
        method: Method = "POST",
        fallback: Target | None = None,
    ) -> FaxHandle:
        """Send a fax to a number whose fax URL is `target`; returns when its document has run.

        Args:
            target: The URL, or what has one.
            from_: Who sends.
            to: The number of the account.
            pages: How many; each takes ten seconds.
            station: The identification of the sending machine; its number if empty.
            fails: Whether the transmission breaks off.
            method: How the URL is requested.
            fallback: What is requested if that fails.
        Raises:
            EmulatorError: Twilio has no fax any more, or a handler does not fit.
        """
        if self.name not in FAXES.providers:
            raise EmulatorError("Twilio ended its fax product in December 2021: use Provider('signalwire')")
        back = None if fallback is None else self.hook(fallback, url_of="voice_fallback_url")
        document = self.hook(target, method, url_of="voice_url")
        arrival = faxes.Arrival(pages, station, fails)
        fax = self.stage.change(lambda: faxes.receive(self.engine.world, from_, to, document, arrival, fallback=back))
        return FaxHandle(self.stage, fax)

    def send_fax(
        self, to: Party, media_url: str, from_: Party = NUMBER, *, status_callback: Target | None = None
    ) -> FaxHandle:
        """Send a fax from a number of the account, as REST does."""
        callback = None if status_callback is None else self._told(status_callback, "fax_status")
        fax = self.stage.change(lambda: faxes.place(self.engine.world, to, from_, media_url, callback=callback))
        return FaxHandle(self.stage, fax)

    def queue(self, name: str) -> Line:
        """The queue with this name, made if there is none."""
        return Line(self.stage, queues.ensure(self.engine.world, name))

    def conference(self, name: str) -> Room:
        """The latest conference of this name, even if it is over.

        Raises:
            EmulatorError: There has been none.
        """
        found = [room for room in self.engine.world.conferences.values() if room.name == name]
        if not found:
            names = sorted({room.name for room in self.engine.world.conferences.values()})
            raise EmulatorError(f"no conference {name!r}; there are {', '.join(names) or 'none'}")
        return Room(self.stage, found[-1])

    def assert_no_problems(self) -> None:
        """Fail where the provider would report a problem, or where nobody took a callback.

        Raises:
            AssertionError: With a line for each of them.
        """
        wrong = [
            f"{entry.kind} {entry.text}: {entry.outcome}" if entry.kind == "callback" else entry.text
            for entry in self.timeline
            if entry.kind == "problem" or (entry.kind == "callback" and entry.outcome[:1] not in ("2", ""))
        ]
        if wrong:
            raise AssertionError("the provider would report:\n  " + "\n  ".join(dict.fromkeys(wrong)))

    # -- what there is

    @property
    def calls(self) -> list[Call]:
        """Every leg so far, in order."""
        return [Call(self.stage, leg) for leg in self.engine.world.calls.values()]

    @property
    def messages(self) -> list[Sms]:
        """Every message so far, in order."""
        return [Sms(self.stage, item) for item in self.engine.world.messages.values()]

    def call(self, sid: str) -> Call:
        """The leg with this sid.

        Raises:
            EmulatorError: There is none.
        """
        leg = self.engine.world.calls.get(sid)
        if leg is None:
            raise EmulatorError(f"no call {sid}; there are {len(self.engine.world.calls)}")
        return Call(self.stage, leg)

    @property
    def timeline(self) -> Timeline:
        """Everything that happened, readable by `str()`."""
        return self.engine.timeline

    def wait(self, seconds: Seconds) -> None:
        """Let virtual seconds pass for all calls.

        Raises:
            EmulatorError: They are negative or infinite: what has no end is `run()`.
        """
        self.stage.wait(in_seconds(seconds))

    @contextmanager
    def answering(self) -> Iterator[None]:
        """In this block every client of ours that would send to this provider is answered here, in process.

        Those that were made at import, in threads or by handlers too, whatever their credentials. They wait by this
        provider's clock, so that deadlines, retries and `Retry-After` take no real time. What an application
        raises meanwhile comes out of the client's call, after its answer, if it is the test that calls. The fixtures
        `provider` and `provider_server` do so for the whole test.
        """
        here = threading.get_ident()

        def answer(outgoing: Outgoing) -> Incoming | None:
            found = self._answers(outgoing)
            if found is not None and threading.get_ident() == here and not self.runner.inside:
                self.failures.hand_on()
            return found

        take_away = intercept(answer, self.clock)
        try:
            yield
        finally:
            take_away()

    def client(self) -> Client:
        """A REST client of ours that speaks to this provider, over a socket of this machine.

        The URLs of handlers are those in the applications that this provider hosts.
        """
        return self._serving().client()

    def serve(self, port: int = 0) -> str:
        """Serve the REST API on this machine until `close`, and give its address.

        It is for clients that are not ours, such as twilio-python's. Ours are answered in process, also those that
        were made for this address, while `answering` lasts.

        Args:
            port: Where, if it is not served yet; 0 for any free port.
        """
        self._answers.served_at = self._serving(port).url
        return self._answers.served_at

    def _serving(self, port: int = 0) -> LocalServer:
        if self._server is None:
            self._server = LocalServer(
                self.rest,
                self.runner,
                self.public_url,
                port,
                writing=self.at_hand,
                clock=self.clock,
                facts=self.app_facts,
            )
        return self._server

    def close(self) -> None:
        """Stop serving REST, and give hosted applications their own clock back.

        Raises:
            Exception: What an application raised beside all steps, such as for a client in another thread.
        """
        while self._give_back:
            self._give_back.pop()()
        if self._server is not None:
            self._server.close()
            self._server = None
        self.failures.hand_on()

    def run(self, limit: Delay = 86_400.0) -> None:
        """Let time pass until nothing is planned any more, a day at most."""
        self.stage.kick()
        until = self.engine.kernel.now + in_seconds(limit)
        while self.engine.kernel.next_time(limits=False) is not None and self.engine.kernel.now < until:
            self.stage.step(until)


Provider.__init__ = checked(Provider.__init__, "Provider")  # type: ignore[method-assign]
