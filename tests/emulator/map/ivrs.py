"""Small IVRs to be mapped, as plain WSGI apps: documents by path, or functions of the parameters."""

from collections.abc import Callable, Mapping

from flask import Flask, Response, abort, request

from emulator import Provider
from emulator.map import IvrMap, Limits, walk

Form = Mapping[str, str]
Answer = str | Response | Callable[[Form], str | Response]


def ivr(routes: Mapping[str, Answer]) -> Flask:
    """An app that answers each path with its document."""
    app = Flask("ivr")

    @app.post("/<path:path>")
    def answer(path: str) -> Response:
        found = routes.get(f"/{path}")
        if found is None:
            abort(404)
        told = found if isinstance(found, str | Response) else found(request.form)
        if isinstance(told, Response):
            return told
        return Response(f"<Response>{told}</Response>", content_type="application/xml")

    return app


def mapped(routes: Mapping[str, Answer], limits: Limits | None = None, provider: str = "signalwire") -> IvrMap:
    """The map of such an IVR, which is called at `/answer`."""
    made = Provider(provider)
    made.host(ivr(routes), raises=False)
    try:
        return walk(made, "/answer", limits)
    finally:
        made.close()


def ways(whole: IvrMap) -> set[tuple[str, str, str]]:
    """The edges as routes: from, what happens, to."""
    return {(whole.node(edge.source).route, edge.label, whole.node(edge.target).route) for edge in whole.edges}


def menu(form: Form, **branches: str) -> str:
    """The branch of the key that was pressed, named `key_1`, `key_2`, …; else `other`."""
    return branches.get(f"key_{form.get('Digits', '')}", branches["other"])
