"""A page that shows calls and messages as their callbacks arrive, from the store and a table beside it."""

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from laml import Document, VoiceResponse
from webhooks import CallStatusEvent, MessageStatusEvent, VoiceRequest, Webhooks

PAGE = """<!doctype html><html lang="en"><title>Calls and messages</title><meta http-equiv="refresh" content="2">
<table><caption>{{ rows|length }} in all</caption><tr><th>What<th>To<th>Status<th>Seconds
{% for row in rows %}<tr><td>{{ row.kind }}<td>{{ row.to }}<td>{{ row.status }}<td>{{ row.seconds or "" }}
{% endfor %}</table></html>"""


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Row(Base):
    __tablename__ = "rows"
    sid: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    to: Mapped[str]
    status: Mapped[str]
    seconds: Mapped[int | None]


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///dashboard-test.sqlite3"
db.init_app(app)
with app.app_context():
    db.create_all()  # in your app: migrations
hooks = Webhooks(app, database=db)  # the events are beside the table, in one transaction with it
hooks.session(db)


@app.get("/")
def page() -> str:
    return render_template_string(PAGE, rows=db.session.scalars(db.select(Row)).all())


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say("Your table is ready.")


@hooks.call_status("/calls", latest=True)  # late events are stored, and change nothing
def call(event: CallStatusEvent) -> None:
    row = Row(sid=event.call_sid, kind="call", to=event.to, status=event.status, seconds=event.duration)
    db.session.merge(row)
    db.session.commit()


@hooks.message_status("/messages", latest=True)
def message(event: MessageStatusEvent) -> None:
    db.session.merge(Row(sid=event.message_sid, kind="message", to=event.to, status=event.status, seconds=None))
    db.session.commit()
