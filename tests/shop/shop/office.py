"""The pages of the staff: plain views of Flask, which no provider calls."""

from __future__ import annotations

from flask import Blueprint, abort

from . import reminders
from .extensions import db
from .models import Order

blueprint = Blueprint("office", __name__)


@blueprint.post("/orders/<int:number>/remind")
def remind(number: int) -> dict[str, str]:
    order = db.session.get(Order, number)
    if order is None:
        abort(404)
    return {"call": reminders.call_customer(order)}
