"""The files of `examples/deploy`, started for real on this machine: each event of each call is there once.

Ports, folders, addresses and TLS are those of the test; all else is as it stands in the files.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulator import Provider, ProviderServer

from .. import postgres, rabbitmq

HERE = Path(__file__).parents[2] / "examples" / "deploy"
UNITS = sorted((HERE / "systemd").iterdir())
PUBLIC = "https://ivr.example.com"
CALLER, US = "+15551230000", "+15559870000"
SECONDS = 60


def unit(name: str) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None, comment_prefixes=("#", ";"))
    read.optionxform = str  # type: ignore[assignment]
    read.read(HERE / "systemd" / name)
    return read


def command(name: str, key: str = "ExecStart") -> list[str]:
    """What a unit starts, from the programs of this environment."""
    words = shlex.split(unit(name)["Service"][key])
    return [words[0].replace("/srv/ivr/venv/bin", str(Path(sys.executable).parent)), *words[1:]]


def settings(**instead: str) -> dict[str, str]:
    """The environment file; a setting of another name than those in it fails."""
    lines = [line for line in (HERE / "deploy.env").read_text().splitlines() if line and not line.startswith("#")]
    found = dict(line.split("=", 1) for line in lines)
    assert instead.keys() <= found.keys()
    return found | instead


class Site:
    """All that the README starts, on this machine."""

    def __init__(self, stack: ExitStack, folder: Path, provider: Provider, api: dict[str, str]) -> None:
        self._stack, self.folder = stack, folder
        for name in ("app.py", "gunicorn.conf.py"):
            shutil.copy(HERE / name, folder)
        # `max_connections` and the like, as the file has them
        lines = (HERE / "postgresql.conf").read_text().splitlines()
        options = [line.partition("#")[0].replace(" = ", "=").strip() for line in lines]
        self.database = stack.enter_context(postgres.server(*filter(None, options)))
        with self.database.admin() as connection:
            connection.execute((HERE / "schema.sql").read_text())
        broker = stack.enter_context(rabbitmq.server())
        self.front, backend = rabbitmq.free_port(), rabbitmq.free_port()
        config = folder / "gunicorn.conf.py"
        config.write_text(config.read_text().replace("127.0.0.1:8000", f"127.0.0.1:{backend}"))
        own = settings(
            LAML_DATABASE_URL=self.database.url,
            CELERY_BROKER_URL=broker.url,
            LAML_SIGNING_KEY=provider.engine.world.account.signing_key,
            **{name: value for name, value in api.items() if name.startswith("SIGNALWIRE_")},
        )
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAML_", "SIGNALWIRE_"))}
        self.environment = kept | own | {"LAML_BASE_URL": api["LAML_BASE_URL"]}
        self.once(command("ivr-web.service", "ExecStartPre"))
        for name in ("ivr-web", "ivr-worker", "ivr-celery"):
            self.start(command(f"{name}.service"))
        self.start(self._nginx(backend))

    def start(self, words: list[str]) -> None:
        log = (self.folder / f"{Path(words[0]).name}.log").open("ab")
        process = subprocess.Popen(
            words, cwd=self.folder, env=self.environment, start_new_session=True, stdout=log, stderr=log
        )
        self._stack.callback(log.close)
        self._stack.callback(_end, process)

    def once(self, words: list[str]) -> str:
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _nginx(self, backend: int) -> list[str]:
        """The site's file, without TLS, within the least that nginx needs around it."""
        site = (HERE / "nginx.conf").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{backend}")
        site = re.sub(r"\n +ssl_certificate.*?;", "", site.replace("listen 443 ssl", f"listen 127.0.0.1:{self.front}"))
        temporary = " ".join(
            f"{name}_temp_path {self.folder}/{name};" for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        )
        around = (
            f"daemon off; worker_processes 1; pid {self.folder}/pid; events {{}}\nhttp {{ access_log off; {temporary}\n"
        )
        (self.folder / "nginx.conf").write_text(f"{around}{site}}}\n")
        log = str(self.folder / "nginx-error.log")
        return ["nginx", "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder), "-e", log]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.front}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def wait_until_ready(self) -> None:
        until = time.monotonic() + SECONDS
        while True:
            try:
                assert '"ok":true' in self.get("/healthz").replace(" ", "")
                return
            except OSError:
                assert time.monotonic() < until, self.logs()
                time.sleep(0.2)

    def progress(self) -> list[tuple[str, str]]:
        with self.database.admin() as connection:
            return list(connection.execute("SELECT call_sid, status FROM progress").fetchall())

    def settle(self, count: int) -> list[tuple[str, str]]:
        """What was handled, when nothing is owed any more and there is as much as expected."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            with self.database.admin() as connection:
                (owed,) = connection.execute("SELECT count(*) FROM laml.laml_events WHERE status = 'owed'").fetchone()
            if not owed and len(self.progress()) >= count:
                return self.progress()
            time.sleep(0.1)
        raise AssertionError(f"{len(self.progress())} of {count}, {owed} owed\n{self.logs()}")

    def logs(self) -> str:
        return "\n".join(f"{file.name}: {file.read_text()[-2_000:]}" for file in sorted(self.folder.glob("*.log")))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def site(folder: Path) -> Iterator[tuple[Site, Provider]]:
    with ExitStack() as stack:
        provider = Provider("signalwire", start=datetime.now(UTC))  # the command sweeps by the clock of the machine
        server = stack.enter_context(ProviderServer(provider))
        made = Site(stack, folder, provider, server.settings)
        made.wait_until_ready()
        provider.host_over_http(f"http://127.0.0.1:{made.front}", PUBLIC)
        yield made, provider


@pytest.mark.services
@pytest.mark.xdist_group("processes")
@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
@pytest.mark.skipif(postgres.binaries() is None, reason="no PostgreSQL server is installed")
@pytest.mark.skipif(rabbitmq.program() is None, reason="RabbitMQ is not installed")
def test_what_the_readme_starts_handles_each_event_once(tmp_path: Path) -> None:
    with site(tmp_path) as (made, provider):
        provider.phone(CALLER).answers(after=2).talks(5)
        provider.faults.double("/status")
        client = provider.client()
        sids = []
        for _ in range(10):
            call = client.calls.create(
                to=CALLER,
                from_=US,
                url=f"{PUBLIC}/answer",
                status_callback=f"{PUBLIC}/status",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
            )
            sids.append(call.sid)
            provider.wait(60)
        assert all(provider.call(str(sid)).heard("Your order is ready") for sid in sids)
        stages = {row.params["CallStatus"] for row in provider.call(str(sids[0])).callbacks}
        assert "completed" in stages
        expected = Counter((sid, status) for sid in sids for status in stages)
        assert Counter(made.settle(len(expected))) == expected

        provider.faults.clear()
        provider.faults.lose("/status")
        lost = client.calls.create(to=CALLER, from_=US, url=f"{PUBLIC}/answer", status_callback=f"{PUBLIC}/status")
        provider.wait(60)
        said = made.once(command("ivr-sweep.service"))
        assert said == "11 looked at, 10 known, 1 fed\n", "the sweep of the timer"
        assert Counter(made.settle(len(expected) + 1)) == expected + Counter([(lost.sid, "completed")])
        assert '"owed":0' in made.get("/healthz").replace(" ", "")


@pytest.mark.services
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_units_are_what_systemd_takes(tmp_path: Path) -> None:
    """With the programs of this machine in place of those that the README installs."""
    for file in UNITS:
        text = file.read_text().replace("/srv/ivr/venv/bin", str(Path(sys.executable).parent))
        (tmp_path / file.name).write_text(text)
    names = [str(tmp_path / file.name) for file in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, timeout=120, check=False
    )
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or line.startswith("ivr")]
    assert (done.returncode, told) == (0, []), done.stderr
    wrong = tmp_path / "ivr-web.service"
    wrong.write_text("[Service]\nExecStart=relative\n")
    fault = subprocess.run(["systemd-analyze", "verify", str(wrong)], capture_output=True, timeout=120, check=False)
    assert fault.returncode, "the fault"


def test_every_unit_reads_the_settings_and_every_setting_is_one() -> None:
    services = [file.name for file in UNITS if file.suffix == ".service"]
    assert services == ["ivr-celery.service", "ivr-sweep.service", "ivr-web.service", "ivr-worker.service"]
    for name in services:
        service = unit(name)["Service"]
        assert service["EnvironmentFile"] == "/etc/ivr/deploy.env"
        assert service["WorkingDirectory"] == "/srv/ivr"
    files = {file.name for file in HERE.iterdir() if file.is_file()} - {"README.md"}
    page = (HERE / "README.md").read_text()
    assert all(f"]({name})" in page for name in files)
