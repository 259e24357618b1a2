"""A shop that answers the phone, as the guide to factories says to write one."""

from __future__ import annotations

from flask import Flask

from .extensions import db, hooks


def create_app(**settings: object) -> Flask:
    """Make an app of the shop. Its telephone lives below `/tel`, its office below `/office`."""
    app = Flask(__name__)
    app.config.from_mapping(SQLALCHEMY_DATABASE_URI="sqlite://", SECRET_KEY="a secret of the shop")
    app.config.update(settings)
    from . import agents, callbacks, faxes, meetings, office, orders, reminders, texts, voice, voicemail  # noqa: F401

    db.init_app(app)
    app.register_blueprint(hooks.blueprint, url_prefix="/tel")
    app.register_blueprint(office.blueprint, url_prefix="/office")
    with app.app_context():
        db.create_all()
    return app
