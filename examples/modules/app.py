"""An app of modules: a factory, tables by Flask-SQLAlchemy, and work that Celery does after the answer."""

from clinic import create_app
from clinic.extensions import celery

__all__ = ["app", "celery"]  # flask --app app run; celery -A app worker

app = create_app()
