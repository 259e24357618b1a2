"""The pictures and reports of a map, and the command that writes them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from emulator import EmulatorError
from emulator.map import Edge, IvrMap, Node, cli, svg
from emulator.map.cli import command
from emulator.map.mermaid import write_mermaid
from emulator.map.svg import write_dot, write_svg

pytestmark = pytest.mark.source("own: the map")

ROOT = Path(__file__).parents[3]
BROKEN = """
from flask import Flask, Response
from webhooks import Webhooks
app = Flask(__name__)
hooks = Webhooks(app)
@hooks.voice("/answer")
def answer(call):
    return "<Response><Redirect>/gone</Redirect></Response>"
@hooks.voice("/greet")
def greet(call):
    return f"<Response><Say>Hello {app.config['GREETED']}.</Say><Gather action='/greet'/></Response>"
"""

PLAIN = """
from flask import Flask, request
app = Flask(__name__)
@app.get("/asked")
def asked():
    print("the app has something to say")
    return "<Response><Say>Hello.</Say><Hangup/></Response>", 200, {"Content-Type": "text/html"}
@app.post("/menu")
def menu():
    return "<Response><Gather numDigits='1' action='/fails'/></Response>", 200, {"Content-Type": "text/xml"}
@app.post("/fails")
def fails():
    return {"1": "x"}[request.form["Digits"] * 2]
@app.post("/known")
def known():
    said = f"{request.form['From']} calls {request.form['To']}"
    return f"<Response><Say>{said}</Say><Hangup/></Response>", 200, {"Content-Type": "text/xml"}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Runs the command beside an app, and leaves the environment as it was."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith(("LAML_", "SIGNALWIRE_", "TWILIO_"))]:
        del os.environ[name]
    (tmp_path / "broken_ivr.py").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "plain_ivr.py").write_text(PLAIN, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(command, arguments)

    yield run
    os.environ.clear()
    os.environ.update(before)


def test_the_map_of_the_example_is_its_committed_picture(run) -> None:
    result = run("examples.ivr:app", "/answer", "--format", "mermaid")
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "examples" / "ivr.mmd").read_text(encoding="utf-8")


def test_errors_make_the_command_fail_and_stand_where_github_looks(run) -> None:
    result = run("broken_ivr:app", "/answer", "--format", "github")
    assert result.exit_code == 1
    assert result.stdout == (
        "::error title=not-found::POST /gone: 404 (the way there: then); no route of the application matches /gone\n"
    )


def test_the_json_has_nodes_edges_and_findings(run) -> None:
    result = run("broken_ivr:app", "/answer", "--format", "json")
    told = json.loads(result.stdout)
    assert [node["route"] for node in told["nodes"]] == ["POST /answer", "POST /gone: 404"]
    assert told["edges"][0] == {
        "source": "n1",
        "target": "n2",
        "kind": "next",
        "values": [],
        "times": 1,
        "label": "then",
    }
    assert told["findings"][0]["code"] == "not-found"


def test_settings_are_given_and_warnings_fail_where_that_is_wanted(run) -> None:
    wanted = ("broken_ivr:app", "/greet", "--config", "GREETED=Anna")
    result = run(*wanted)
    assert "“Hello Anna.”" in result.stdout
    assert result.exit_code == 0
    assert run(*wanted, "--strict").exit_code == 1


def test_what_the_app_prints_is_no_part_of_the_map(run) -> None:
    result = run("plain_ivr:app", "/asked", "--method", "GET", "--provider", "twilio", "--format", "json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert "the app has something to say" in result.stderr
    assert told["provider"] == "twilio"
    assert [node["route"] for node in told["nodes"]] == ["GET /asked", "hangs up"]


def test_a_failure_that_each_key_causes_is_logged_once(run) -> None:
    command = [sys.executable, "-m", "laml", "map", "plain_ivr:app", "/menu"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stderr.count("Traceback") == 1
    assert "KeyError" in done.stderr
    assert done.stdout.count("failing-handler") >= 1
    assert done.returncode == 1


def test_a_walk_has_a_caller_and_a_number(run) -> None:
    """What an app says may hang on who calls, such as a moderator, and on the number that was called."""
    result = run("plain_ivr:app", "/known", "--from", "+15551239999", "--to", "+15559870001")
    assert "“+15551239999 calls +15559870001”" in result.stdout
    assert "“+15551230000 calls +15559870000”" in run("plain_ivr:app", "/known").stdout


def test_a_route_of_another_method_is_told_so(run) -> None:
    """Flask lets a route take GET alone unless it says otherwise."""
    result = run("plain_ivr:app", "/asked")
    assert "POST /asked: 405 (it takes GET)" in result.stdout
    assert "--method GET" in result.stdout


@pytest.mark.parametrize(
    "arguments", [("no_such_module:app", "/answer"), ("broken_ivr:app", "/answer", "--config", "no")]
)
def test_what_cannot_be_walked_is_said(run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("name", "begins"), [("m.mmd", "flowchart TD"), ("m.json", "{"), ("m.txt", "POST /greet")])
def test_the_format_is_what_the_name_of_the_file_says(run, tmp_path: Path, name: str, begins: str) -> None:
    done = run("broken_ivr:app", "/greet", "--output", str(tmp_path / name), "--config", "GREETED=Anna")
    assert done.stdout == ""
    assert (tmp_path / name).read_text("utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("place", "told"),
    [("m.png", "expected a name that ends with .mmd, .svg, .json, .txt"), ("absent/m.svg", "there is no folder")],
)
def test_a_file_that_cannot_be_written_is_said_before_the_walk(run, tmp_path: Path, place: str, told: str) -> None:
    done = run("no_such_module:app", "/greet", "--output", str(tmp_path / place))
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())


def test_a_file_that_the_system_refuses_is_said(run) -> None:
    done = run("broken_ivr:app", "/greet", "--output", "/dev/full", "--config", "GREETED=Anna")
    assert done.exit_code == 1
    assert "Error: --output /dev/full: No space left on device" in done.output


HOSTILE = IvrMap(
    "POST /a",
    "twilio",
    (Node("n1", "document", 'POST /a"]; x', said=('<b>"A" & B</b>\n#`|{}\\',)), Node("n2", "end", "hangs up")),
    (Edge("n1", "n2", "speech", ('"]-->n9["',)),),
)


def test_texts_cannot_leave_their_labels() -> None:
    flow = write_mermaid(HOSTILE).splitlines()
    assert flow == [
        "flowchart TD",
        '  n1["POST /a#34;]; x<br/>#60;b#62;#34;A#34; #38; B#60;/b#62; #35;#96;#124;#123;#125;#92;"]',
        '  n2_n1(["hangs up"])',
        '  n1 -->|"says #34;#34;]--#62;n9[#34;#34;"| n2_n1',
    ]
    assert '"POST /a\\"]; x\\l<b>\\"A\\" & B</b> #`|{}\\\\\\l"' in write_dot(HOSTILE)


def test_ways_that_no_test_took_are_dashed() -> None:
    assert "-.->" in write_mermaid(HOSTILE, [])
    assert "-.->" not in write_mermaid(HOSTILE, HOSTILE.edges)


def test_without_graphviz_the_command_says_what_to_install(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)  # as where it is not installed
    result = run("broken_ivr:app", "/greet", "--format", "svg", "--config", "GREETED=Anna")
    assert result.exit_code == 2
    assert svg.ABSENT in " ".join(result.output.split())


@pytest.mark.services
def test_graphviz_draws_the_map() -> None:
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")
    assert '<b>"A" & B</b>' in texts_of(write_svg(HOSTILE))
    assert cli.WRITERS["svg"] is write_svg


@pytest.mark.services
def test_the_wheel_of_the_extra_draws_the_map_where_there_is_no_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pygraphviz", reason="the extra is absent: pip install 'lamlkit[map]'")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert '<b>"A" & B</b>' in texts_of(write_svg(HOSTILE))
    monkeypatch.setattr(svg, "write_dot", lambda *_: "digraph {")
    with pytest.raises(EmulatorError, match="could not draw the map: Invalid Input"):
        write_svg(HOSTILE)


def texts_of(drawn: str) -> str:
    """The texts of an SVG."""
    return " ".join(each.text or "" for each in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text"))


def test_a_tree_of_very_many_leaves_is_drawn_in_columns() -> None:
    leaves = [Node(f"n{number}", "document", f"POST /{number}", asks=True) for number in range(2, 48)]
    whole = IvrMap(
        "POST /1",
        "twilio",
        (Node("n1", "document", "POST /1", asks=True), *leaves),
        tuple(Edge("n1", leaf.id, "key", (str(place),)) for place, leaf in enumerate(leaves)),
    )
    drawn = write_dot(whole)
    assert [drawn.count(f"minlen={length}]") for length in (2, 3, 4, 5, 6)] == [9, 9, 9, 9, 0]
    assert "45 → n47 POST /47" in drawn  # an arrow that crosses columns is also in words
