"""Rings by way of a task queue: what it has to be able to do, and Celery's."""

from __future__ import annotations

import os
from contextlib import suppress
from time import monotonic
from typing import Any, Final, Protocol

from ..errors import ConfigError
from ..wire.locks import LateLock
from .working import run_event

TASK_NAME: Final = "laml.run"
ATTEMPT_SECONDS: Final = 1
IDLE_SECONDS: Final = 10
"""A connection that was idle for longer is made anew: a broker may have closed it, and a first write does not tell."""


class Tasks(Protocol):
    """A task queue whose workers run event handlers.

    It carries no event, only the name of one: what it loses is rung again, and what it doubles does nothing.
    """

    def ring(self, app_name: str, key: str) -> None:
        """Let a worker of the queue call `webhooks.run_event(app_name, key)`.

        It is called after the event is committed, in a thread of its own, one call at a time; it may raise.

        Args:
            app_name: The name of the app: `LAML_APP_NAME`, or its import name.
            key: The key of the event.
        """
        ...


class HasTasks(Protocol):
    """A `celery.Celery`."""

    @property
    def amqp(self) -> Any:
        """What makes producers."""
        ...

    def task(self, *args: Any, **settings: Any) -> Any:
        """Make a task of a function."""
        ...

    def connection_for_write(self) -> Any:
        """A new connection to the broker."""
        ...


class CeleryTasks:
    """Rings by way of Celery: `Webhooks(app, tasks=CeleryTasks(celery))`.

    The default settings of Celery suffice, whatever the broker: the event is in the database, and the message only says
    which. Celery's worker has to import the module that makes the app.

    Args:
        celery: The Celery app.
        queue: The queue that the messages go to; Celery's own routing unless given.
        name: The name of the task that is registered.
    """

    def __init__(self, celery: HasTasks, *, queue: str | None = None, name: str = TASK_NAME) -> None:
        if not callable(getattr(celery, "task", None)):
            raise ConfigError(f"CeleryTasks() got {type(celery).__name__}, expected the Celery app, Celery(…)")
        self._celery = celery
        self._queue = queue
        self._task = celery.task(name=name, ignore_result=True)(run_event)
        self._connection: Any = None
        self._used = 0.0
        self._pid = os.getpid()
        self._lock = LateLock()  # held while the broker is spoken to

    def ring(self, app_name: str, key: str) -> None:
        """Send one message, in one attempt of a second. With `task_always_eager` the task runs here, without a broker.

        Raises:
            Exception: What the driver of the broker raises.
        """
        if getattr(getattr(self._celery, "conf", None), "task_always_eager", False):
            self._task.apply_async((app_name, key))
            return
        with self._lock:
            try:
                producer = self._celery.amqp.Producer(self._connected())
                self._task.apply_async((app_name, key), producer=producer, retry=False, queue=self._queue)
            except BaseException:
                self._forget()
                raise
            self._used = monotonic()

    def _connected(self) -> Any:
        """A connection that was used a short while ago, or a new one."""
        if self._pid != os.getpid():  # the connection is that of the process that this one was forked from
            self._connection, self._pid = None, os.getpid()
        if self._connection is not None and monotonic() - self._used > IDLE_SECONDS:
            self._forget()
        if self._connection is None:
            connection = self._celery.connection_for_write()
            _hurry(connection)
            connection.ensure_connection(max_retries=0, timeout=ATTEMPT_SECONDS)
            self._connection = connection
        return self._connection

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # it is broken, and is let go
                connection.collect(socket_timeout=ATTEMPT_SECONDS)


def _hurry(connection: Any) -> None:
    """Let a connection of kombu give up after a second, in the words of its transport."""
    connection.connect_timeout = ATTEMPT_SECONDS
    connection.heartbeat = 0  # nobody would answer between two messages
    names: dict[str, tuple[str, ...]] = {
        "amqp": ("read_timeout", "write_timeout"),
        "redis": ("socket_timeout", "socket_connect_timeout"),
    }
    driver = str(getattr(connection.transport, "driver_type", ""))
    options = dict.fromkeys(names.get(driver, ()), ATTEMPT_SECONDS)
    connection.transport_options = {**(connection.transport_options or {}), **options}
