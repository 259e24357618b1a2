"""What importing the package loads, and what the names of its modules are."""

import subprocess
import sys
from pathlib import Path

import pytest

import laml

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("module", ["laml", "laml.voice_response", "laml.messaging_response"])
def test_building_documents_loads_no_parser_and_nothing_of_the_web(module: str) -> None:
    code = (
        f"import sys, {module}; from laml import VoiceResponse; str(VoiceResponse().say('Hi'))\n"
        "print({'flask', 'requests', 'sqlalchemy', 'lxml', 'click', 'rich', 'difflib', 'json'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"


def test_parsing_loads_the_parser_when_it_is_used() -> None:
    code = "import sys, laml; laml.parse('<Response/>'); print('lxml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "True"


def test_the_names_exported_are_there_and_named_once() -> None:
    assert len(laml.__all__) == len(set(laml.__all__))
    assert all(hasattr(laml, name) for name in laml.__all__)
