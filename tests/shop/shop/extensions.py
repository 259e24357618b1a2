"""What the modules of the shop share: the database and the webhooks. `create_app` ties both to an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

from webhooks import Webhooks


class Base(DeclarativeBase):
    """What type checkers see in place of `db.Model`."""


db = SQLAlchemy(model_class=Base)
hooks = Webhooks()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
