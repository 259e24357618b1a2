"""The app that a command works on: all that `flask --app` takes, and any other WSGI application."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from flask import Flask

from webhooks import ConfigError
from webhooks.app.loading import load_app

SHOP = """
from flask import Flask

app = Flask("of the module")


def create_app(name="of a factory"):
    return Flask(name)


def needs(name):
    return Flask(name)


def broken():
    raise LookupError("no database")


def application(environ, start_response):
    start_response("204 No Content", [])
    return []


class Asgi:
    async def __call__(self, scope, receive, send):
        return None


asgi = Asgi()


async def asgi_function(scope, receive, send):
    return None


nothing = 5
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FLASK_APP", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "app", raising=False)


def written(name: str, source: str = SHOP) -> str:
    Path(f"{name}.py").write_text(source)
    return name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{0}:app", "of the module"),
        ("{0}", "of the module"),
        ("{0}.py", "of the module"),
        ("{0}:create_app", "of a factory"),
        ("{0}:create_app('x')", "x"),
        ("{0}.py:create_app('y')", "y"),
    ],
)
def test_an_app_is_named_as_for_flask(text: str, name: str) -> None:
    found = load_app(text.format(written("shop_named")))
    assert isinstance(found, Flask)
    assert found.name == name


def test_without_a_name_the_environment_counts_then_app_py(monkeypatch: pytest.MonkeyPatch) -> None:
    written("shop_of_environment")
    written("app", "from flask import Flask\napp = Flask('of app.py')\n")
    by_file = load_app()
    monkeypatch.setenv("FLASK_APP", "shop_of_environment:create_app")
    by_environment = load_app()
    assert isinstance(by_file, Flask)
    assert isinstance(by_environment, Flask)
    assert (by_file.name, by_environment.name) == ("of app.py", "of a factory")


def test_any_other_wsgi_application_is_taken() -> None:
    found = load_app(written("shop_of_wsgi") + ":application")
    assert not isinstance(found, Flask)
    assert callable(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{0}:nothing", "shop_wrong:nothing: .*Expected such as app:app"),
        ("{0}:asgi", "shop_wrong:asgi: it is an ASGI application.*laml emulate http://127.0.0.1:8000"),
        ("{0}:asgi_function", "shop_wrong:asgi_function: it is an ASGI application"),
        ("{0}:missing", "Failed to find attribute 'missing'"),
        ("{0}:needs", "needs.*could not call it|Expected such as"),
        ("{0}:broken", "LookupError: no database"),
        ("no_such_module:app", "Could not import 'no_such_module'"),
        ("{0}:create_app(", "Failed to parse"),
    ],
)
def test_what_is_no_app_is_told_in_one_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        load_app(text.format(written("shop_wrong")))
    assert "\n" not in str(caught.value)


def test_a_folder_without_an_app_is_told_so() -> None:
    with pytest.raises(ConfigError, match="no application: Could not locate a Flask application"):
        load_app()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "import no_such_package\n",
            r"shop_raises: ModuleNotFoundError: No module named 'no_such_package' \(shop_raises",
        ),
        ("import json\njson.loads('')\n", r"shop_raises: JSONDecodeError: .* \(shop_raises\.py, line 2\)"),
        ("from webhooks import Key\n\nKey('')\n", r"shop_raises: ConfigError: .* \(shop_raises\.py, line 3\)"),
        ("def f():\n    raise KeyError('A')\nf()\n", r"shop_raises: KeyError: 'A' \(shop_raises\.py, line 2\)"),
        ("import sys\nsys.exit()\n", r"shop_raises: SystemExit \(shop_raises\.py, line 2\)"),
        ("import sys\nsys.exit('no key')\n", r"shop_raises: SystemExit: no key \(shop_raises\.py, line 2\)"),
        ("app = (\n", r"shop_raises: SyntaxError: .* \(shop_raises\.py, line 1\)"),
    ],
)
def test_what_an_app_raises_is_told_with_the_line_of_its_own(source: str, words: str) -> None:
    """Flask puts a traceback into the message, which in one line hides what is missing."""
    with pytest.raises(ConfigError, match=words) as caught:
        load_app(written("shop_raises", source))
    assert "Traceback" not in str(caught.value)
    sys.modules.pop("shop_raises", None)


def test_what_a_factory_raises_is_told_with_its_line() -> None:
    with pytest.raises(ConfigError, match=r"LookupError: no database \(shop_broken\.py, line 16\)"):
        load_app(written("shop_broken") + ":broken")
