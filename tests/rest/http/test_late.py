"""What takes long to load is loaded when it is first used."""

import subprocess
import sys
from pathlib import Path

import pytest

from rest.http.late import LateModule

ROOT = Path(__file__).parents[3]


def test_importing_the_client_leaves_out_what_only_requests_and_errors_need() -> None:
    late = ["requests", "urllib3", "email.utils", "difflib"]
    code = "import sys, rest; rest.Client('AC', 'token', provider='twilio')"
    code += f"; print([name for name in {late} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_late_module_is_imported_at_its_first_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_load.py").write_text("answer = 42\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    module = LateModule("slow_to_load")
    assert "slow_to_load" not in sys.modules
    assert module.answer == 42
    monkeypatch.setattr(sys.modules.pop("slow_to_load"), "answer", 7)
    assert module.answer == 42, "it is not asked for twice"
    with pytest.raises(AttributeError, match="question"):
        _ = module.question
    sys.modules.pop("slow_to_load", None)
