"""What the modules share. Each is made here without an app, and gets it in `create_app`."""

from celery import Celery
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

from webhooks import CeleryTasks, Webhooks


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
celery = Celery("clinic")
hooks = Webhooks(database=db, tasks=CeleryTasks(celery))
