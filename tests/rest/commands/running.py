"""Runs a command as a user does, with the credentials of the tests in the environment."""

import click
from click.testing import CliRunner, Result

from ..clients import ACCOUNT, PROJECT, TOKEN


def run(
    command: click.Command, *words: str, url: str, provider: str = "twilio", columns: int = 200, stdin: str = ""
) -> Result:
    environment = {
        "LAML_PROVIDER": provider,
        "LAML_BASE_URL": url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SIGNALWIRE_PROJECT_ID": PROJECT,
        "SIGNALWIRE_API_TOKEN": TOKEN,
        "COLUMNS": str(columns),
    }
    return CliRunner().invoke(command, words, env=environment, input=stdin)
