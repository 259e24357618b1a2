"""A clinic: its phone, and what it keeps about each call."""

import os

from flask import Flask

from .extensions import celery, db, hooks


def create_app(**config: object) -> Flask:
    """The app. Settings come from the environment, and `config` stands before it, as in tests."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite:///clinic-test.sqlite3")
    app.config |= config
    celery.conf.broker_url = os.environ.get("CELERY_BROKER_URL", "amqp://")
    db.init_app(app)
    from . import calls, models  # noqa: F401 - handlers and tables are there once their modules are imported

    hooks.init_app(app)
    hooks.session(db)
    with app.app_context():
        db.create_all()  # in your app: migrations
    return app
