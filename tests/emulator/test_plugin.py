"""The pytest plugin, in projects of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import lamlkit_pytest
from emulator.engine.profiles.accounts import ACCOUNTS
from emulator.environment import PUBLIC_URL, SECRET_KEY

pytestmark = pytest.mark.source("own: the plugin")

APP = (Path(__file__).parent / "design_app.py").read_text(encoding="utf-8")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project, with nothing of ours in the environment; pytest runs in a process of its own."""
    credentials = [name for rows in lamlkit_pytest.CREDENTIALS.values() for name in rows]
    for name in ("LAML_PROVIDER", "LAML_SIGNING_KEY", "LAML_PUBLIC_URL", "LAML_SECRET_KEY", *credentials):
        monkeypatch.delenv(name, raising=False)
    return pytester


def _run(project: pytest.Pytester) -> pytest.RunResult:
    return project.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:randomly")


def test_an_application_is_imported_with_throw_away_settings_and_tested(project: pytest.Pytester) -> None:
    project.makepyfile(
        app=APP,
        test_app="""
            from app import answer, app

            def test_sales(provider):
                provider.host(app)
                call = provider.dial(answer, from_="+15551230000")
                assert call.heard("For sales press 1")
                call.press("1")
                assert call.dialed == ["+15557654321"]

            def test_over_rest(provider_server):
                provider_server.provider.host(app)
                made = provider_server.client().calls.create(to="+15551230000", from_="+15559870000", url=answer)
                assert provider_server.provider.call(made.sid).heard("For sales")
        """,
    )
    result = _run(project)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["lamlkit: throw-away values for LAML_PROVIDER, LAML_SIGNING_KEY*"])


def test_a_failing_test_prints_the_timeline(project: pytest.Pytester) -> None:
    project.makepyfile(
        app=APP,
        test_app="""
            from app import answer, app

            def test_wrong(provider):
                provider.host(app)
                assert provider.dial(answer).heard("something else")
        """,
    )
    result = _run(project)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*provider timeline*", "*POST /answer CallStatus=ringing*", "*For sales press 1*"])


def test_markers_choose_provider_seed_and_faults(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_markers="""
            import pytest

            @pytest.mark.provider("twilio")
            @pytest.mark.seed(7)
            def test_twilio(provider):
                assert provider.name == "twilio"
                assert provider.engine.world.ids.sid("CA").startswith("CA")

            @pytest.mark.faults(refuse="/voice")
            def test_refused(provider):
                provider.host(lambda environ, start: [b""], "https://app.example")
                call = provider.dial("/voice")
                assert call.status == "failed"
                assert provider.faults.struck["refuse"] == 1
        """
    )
    project.makeini("[pytest]\naddopts = --strict-markers")
    _run(project).assert_outcomes(passed=2)


def test_a_project_with_modules_of_our_names_runs_and_is_told_when_it_matters(project: pytest.Pytester) -> None:
    project.makepyfile(
        emulator="answer = 42",
        webhooks="answer = 43",
        test_own="""
            import emulator, webhooks

            def test_own_modules():
                assert (emulator.answer, webhooks.answer) == (42, 43)

            def test_ours(provider):
                pass
        """,
    )
    result = _run(project)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*emulator.py hides the package 'emulator' of lamlkit*rename that*"])


def test_a_project_that_uses_nothing_of_ours_imports_nothing_of_ours(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_plain="""
            import sys

            def test_plain():
                assert not {"flask", "laml", "rest", "webhooks", "emulator"} & sys.modules.keys()
        """
    )
    _run(project).assert_outcomes(passed=1)


def test_settings_of_the_environment_are_left_alone(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAML_PROVIDER", "twilio")
    monkeypatch.setenv("LAML_SIGNING_KEY", "my own key")
    project.makepyfile(
        test_own="""
            import os

            def test_own(provider):
                assert os.environ["LAML_SIGNING_KEY"] == "my own key"
                assert provider.name == "twilio"
                assert provider.engine.world.account.signing_key == "my own key"
        """
    )
    _run(project).assert_outcomes(passed=1)


def test_the_plugin_s_values_are_the_emulator_s() -> None:
    assert {name: row.account.signing_key for name, row in ACCOUNTS.items()} == lamlkit_pytest.THROW_AWAY
    assert lamlkit_pytest.DEFAULTS == {"LAML_PUBLIC_URL": PUBLIC_URL, "LAML_SECRET_KEY": SECRET_KEY}


WRONG_MARKERS = [
    ("provider", "provider(): expected 'signalwire' or 'twilio', as in @pytest.mark.provider('twilio')"),
    ("provider('vonage')", "@pytest.mark.provider('vonage'): expected 'signalwire' or 'twilio'"),
    ("provider(name='twilio')", "provider(name='twilio'): expected 'signalwire' or 'twilio'"),
    ("provider('twilio', 'signalwire')", "provider('twilio', 'signalwire'): expected"),
    ("seed('x')", "seed('x'): expected a whole number, as in @pytest.mark.seed(7)"),
    ("faults", "faults(): expected one of hang, fail"),
    ("faults('double')", "faults('double'): expected one of hang, fail"),
    ("strict('no')", "strict('no'): expected nothing, True or False, as in @pytest.mark.strict"),
    ("strict(no=True)", "strict(no=True): expected nothing, True or False"),
    ("start", "start(): expected one time in ISO 8601"),
    ("start('noon')", "start('noon'): expected one time in ISO 8601, as in @pytest.mark.start('2026-12-24T18"),
    ("faults(bogus='/x')", "faults(bogus='/x'): expected one of hang, fail"),
    ("faults(double=3)", "faults(double=3): expected one of hang, fail"),
]


def test_a_marker_that_cannot_be_is_an_error_that_says_so(project: pytest.Pytester) -> None:
    tests = [
        f"@pytest.mark.{marker}\ndef test_{number}(provider): pass\n"
        for number, (marker, _) in enumerate(WRONG_MARKERS)
    ]
    project.makepyfile("import pytest\n\n" + "\n".join(tests))
    result = _run(project)
    result.assert_outcomes(errors=len(WRONG_MARKERS))
    told = result.stdout.str()
    assert [said for _, said in WRONG_MARKERS if said not in told] == []


STRICT = """
    import pytest
    from flask import Flask
    from webhooks import Webhooks

    app = Flask("shop")
    hooks = Webhooks(app)

    @hooks.voice("/wrong")
    def wrong(call):
        return "<Response><Sya>Hello</Sya></Response>"

    @hooks.voice("/right")
    def right(call):
        return "<Response><Say>Hello</Say></Response>"

    @pytest.mark.strict
    def test_a_problem(provider):
        provider.host(app)
        provider.dial(wrong).wait()

    @pytest.mark.strict
    def test_a_callback_that_nobody_heard(provider):
        provider.host(app)
        provider.dial(right, status_callback="/nowhere").wait()

    @pytest.mark.strict
    def test_all_is_well(provider):
        provider.host(app)
        provider.dial(right).wait()

    def test_not_asked_for(provider):
        provider.host(app)
        provider.dial(wrong).wait()

    @pytest.mark.strict(False)
    def test_asked_not_to(provider):
        provider.host(app)
        provider.dial(wrong).wait()

    @pytest.mark.strict(yes=False)
    def test_asked_not_to_by_name(provider):
        provider.host(app)
        provider.dial(wrong).wait()
"""


def test_a_strict_test_fails_on_problems_and_on_callbacks_that_nobody_heard(project: pytest.Pytester) -> None:
    project.makepyfile(test_app=STRICT)
    result = _run(project)
    result.assert_outcomes(passed=6, errors=2)
    result.stdout.fnmatch_lines(["*the provider would report:*", "*Sya*", "*POST /nowhere*: 404*"])


def test_a_project_can_be_strict_throughout(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nlamlkit_strict = true")
    project.makepyfile(test_app=STRICT)
    _run(project).assert_outcomes(passed=6, errors=3)


def test_what_an_application_raised_beside_all_steps_fails_the_test_at_its_end(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_app="""
            from flask import Flask
            from webhooks import Webhooks

            app = Flask("shop")
            hooks = Webhooks(app)

            @hooks.voice("/answer")
            def answer(call):
                raise ZeroDivisionError("no such floor")

            def test_over_rest(provider_server):
                provider_server.provider.host(app)
                provider_server.client().calls.create(to="+15551230000", from_="+15559870000", url=answer)
                provider_server.provider.runner.wait(20)
        """
    )
    result = _run(project)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError: no such floor*"])


def test_a_test_chooses_when_the_clock_begins(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_app="""
            import pytest

            @pytest.mark.start("2026-12-24T18:00:00+01:00")
            def test_evening(provider):
                assert provider.clock.now().isoformat() == "2026-12-24T17:00:00+00:00"

            @pytest.mark.start("tomorrow")
            def test_wrong(provider):
                pass
        """
    )
    result = _run(project)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*start('tomorrow'): expected one time in ISO 8601, as in *"])


CLIENTS = """
    import threading
    import pytest
    from flask import Flask
    from rest import Client, SendRefused
    from webhooks import Webhooks

    at_import = Client()
    app = Flask("shop")
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call):
        Client().messages.create(to=call.from_, from_=call.to, body="Thank you for calling")
        return "<Response><Say>Hello</Say></Response>"

    @hooks.voice("/broken")
    def broken(call):
        raise ZeroDivisionError("no such floor")

    @hooks.call_status("/status")
    def broken_status(event):
        raise ZeroDivisionError("no such floor")

    def place(url=answer):
        return at_import.calls.create(to="+15551230000", from_="+15559870000", url=url)
"""


def test_no_client_reaches_a_provider_and_the_fixture_answers_in_process(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_clients=CLIENTS
        + """
    def test_a_client_made_at_import_in_a_thread_and_by_a_handler(provider):
        provider.host(app)
        made = place()
        assert provider.call(made.sid).heard("Hello")
        assert [message.body for message in provider.messages] == ["Thank you for calling"]
        thread = threading.Thread(target=place)
        thread.start()
        thread.join()
        assert len(provider.calls) == 2
        provider.run()
        assert at_import.calls(made.sid).fetch().status == "completed"
        assert [call.sid for call in at_import.calls.list(limit=5)] == [call.sid for call in reversed(provider.calls)]

    def test_a_failure_comes_out_of_the_step_that_caused_it(provider):
        provider.host(app)
        place(broken)
        with pytest.raises(ZeroDivisionError):
            provider.run()

    def test_which_may_be_the_clients_call(provider):
        provider.host(app)
        with pytest.raises(ZeroDivisionError):
            at_import.calls.create(
                to="+15551230000", from_="+15559870000", url=answer, status_callback=broken_status,
                status_callback_event=["initiated"],
            )
        assert len(provider.calls) == 1

    def test_without_the_fixture_nothing_is_sent():
        with pytest.raises(SendRefused):
            place("https://example.com/answer")

    def test_a_client_of_the_other_provider_is_not_answered(provider):
        other = Client("AC" + "0" * 32, "t", provider="twilio", environment={})
        with pytest.raises(SendRefused):
            other.calls.list(limit=1)

    @pytest.mark.provider("twilio")
    def test_a_client_with_credentials_of_its_own_speaks_for_the_account_of_the_emulator(provider):
        own = Client("AC" + "0" * 32, "t", provider="twilio", environment={})
        made = own.calls.create(to="+15551230000", from_="+15559870000", url="https://app.example/x")
        assert own.calls(made.sid).fetch().sid == made.sid
        assert len(own.calls.list(limit=5)) == 1

    @pytest.mark.live
    def test_a_live_test_may_send(monkeypatch):
        from rest import ConnectFailed, Network
        away = Client("AC" + "0" * 32, "t", provider="twilio", environment={}, network=Network(proxy="http://127.0.0.1:1"))
        with pytest.raises(ConnectFailed):
            away.calls("CA1").fetch()
    """
    )
    result = _run(project)
    result.assert_outcomes(passed=7)
    result.stdout.fnmatch_lines(["*throw-away values for *SIGNALWIRE_API_TOKEN*"])


def test_settings_of_the_plugin_are_those_of_the_client() -> None:
    from rest.http.hook import REFUSE
    from rest.table.providers import PROVIDERS

    assert lamlkit_pytest.REFUSE == REFUSE
    for name, values in lamlkit_pytest.CREDENTIALS.items():
        row = PROVIDERS[name]
        assert set(values) == {*row.variables, *([row.space_variable] if row.space_variable else [])}


EARLY_APP = """
    import os
    from flask import Flask
    from rest import Client
    from webhooks import Webhooks

    app = Flask("early")
    hooks = Webhooks(app)
    client = Client()

    @hooks.voice("/answer")
    def answer(call):
        return "<Response><Say>Hello</Say></Response>"
"""


@pytest.mark.parametrize(
    ("first", "provider"),
    [
        ("", "signalwire"),
        (
            "import os; os.environ |= {'LAML_PROVIDER': 'twilio', 'TWILIO_ACCOUNT_SID': 'AC1'}\n"
            "os.environ['TWILIO_AUTH_TOKEN'] = 'x'",
            "twilio",
        ),
    ],
)
def test_a_conftest_of_the_root_folder_may_import_the_application(
    project: pytest.Pytester, first: str, provider: str
) -> None:
    project.makepyfile(early=EARLY_APP)
    project.makeconftest(f"{first}\nfrom early import app, answer")
    project.makepyfile(
        test_early=f"""
        from early import app, answer, client

        def test_early(provider):
            provider.host(app)
            assert provider.name == {provider!r}
            assert provider.dial(answer).heard("Hello")
            assert client.calls.list() != []
        """
    )
    result = _run(project)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["lamlkit: throw-away values for *LAML_SIGNING_KEY*"])


def test_a_plugin_that_is_named_on_the_command_line_fills_as_early(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    project.makepyfile(early=EARLY_APP, test_early="def test_early(provider): pass")
    project.makeconftest("from early import app")
    run = project.runpytest_subprocess("-p", "lamlkit_pytest", "-p", "no:cacheprovider")
    run.assert_outcomes(passed=1)


def test_an_application_for_the_other_provider_is_told_what_a_user_of_the_fixture_can_do(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.makepyfile(
        early=EARLY_APP,
        test_early="""
        import pytest
        from early import app

        @pytest.mark.provider("twilio")
        def test_other(provider):
            provider.host(app)
        """,
    )
    told = _run(project)
    told.assert_outcomes(failed=1)
    said = told.stdout.str()
    assert "the application expects signalwire, this is twilio: LAML_PROVIDER is 'signalwire'" in said
    assert "(the plugin's throw-away value)" in said
    assert "@pytest.mark.provider('signalwire')" in said
    assert "set LAML_PROVIDER=twilio before the application is imported" in said
    assert "app.config['LAML_PROVIDER'] = provider.name" in said
    monkeypatch.setenv("LAML_PROVIDER", "signalwire")
    assert "(as the environment says)" in _run(project).stdout.str()


def test_a_fault_that_never_struck_is_a_warning(project: pytest.Pytester) -> None:
    project.makepyfile(
        early=EARLY_APP,
        test_early="""
        import pytest
        from early import app, answer

        def test_quiet(provider):
            provider.host(app)
            provider.faults.double(answer)
            provider.dial(answer)

        @pytest.mark.faults(lose="/answer")
        def test_never(provider):
            provider.host(app)
            provider.faults.api.fail("/Messages")
            provider.crash("/answer", after="commit")  # which stores nothing
        """,
    )
    result = _run(project)
    result.assert_outcomes(passed=2, warnings=3)
    result.stdout.fnmatch_lines_random(
        [
            "*FaultNeverStruck: provider.faults.lose('/answer') never struck*",
            "*FaultNeverStruck: provider.faults.api.fail('/Messages') never struck*",
            "*FaultNeverStruck: provider.crash('/answer', after='commit') never struck*",
        ]
    )
