"""The tables of the shop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from .extensions import Model


class Order(Model):
    """An order; `number` is what customers key in."""

    __tablename__ = "orders"
    number: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str]
    state: Mapped[str] = mapped_column(default="being packed")
    reminded: Mapped[str | None] = mapped_column(default=None)


class Voicemail(Model):
    """A message that a caller left."""

    __tablename__ = "voicemails"
    recording_sid: Mapped[str] = mapped_column(primary_key=True)
    caller: Mapped[str | None]
    url: Mapped[str | None]
    seconds: Mapped[int | None]
    text: Mapped[str | None]


class CallRecord(Model):
    """The status of a call, and how often each callback came."""

    __tablename__ = "calls"
    sid: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    seconds: Mapped[int | None]
    callbacks: Mapped[int] = mapped_column(default=0)


class TextRecord(Model):
    """The status of a message."""

    __tablename__ = "texts"
    sid: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]


class OptOut(Model):
    """A number that wants no messages."""

    __tablename__ = "opt_outs"
    number: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class Fax(Model):
    """A fax that came in."""

    __tablename__ = "faxes"
    sid: Mapped[str] = mapped_column(primary_key=True)
    pages: Mapped[int | None]
    url: Mapped[str | None]


class Meeting(Model):
    """What happened in a conference."""

    __tablename__ = "meetings"
    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str]
    event: Mapped[str]
