"""The app that gunicorn serves in the tests of several processes; `BINS_DATABASE` is where its bins are."""

from __future__ import annotations

import os

from flask import Flask, Response

from webhooks import Webhooks

from ..apps import SETTINGS

app = Flask("bins")
app.config.update(SETTINGS, LAML_DATABASE_URL=os.environ["BINS_DATABASE"])
hooks = Webhooks(app)


@app.after_request
def with_process(response: Response) -> Response:
    response.headers["X-Process"] = str(os.getpid())
    return response
