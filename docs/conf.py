"""The site: `make site` builds it from the pages of the repository, which stay as they are. Warnings are errors."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.highlighting import lexers

project = "lamlkit"
author = "the authors of lamlkit"
extensions = ["myst_parser", "sphinx_copybutton"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "docs/reference/**", "emulator/DIFFERENCES.md"]
include_patterns += ["examples/README.md", "examples/*/README.md"]
myst_heading_anchors = 4
nitpicky = True
html_theme = "furo"
html_title = "lamlkit"
html_additional_pages = {"index": "redirect.html"}
templates_path = ["site"]
html_copy_source = False
copybutton_exclude = ".linenos, .gp, .go"
lexers["log"] = TextLexer()

CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")
LISTS: Final = {
    "docs/reference/index": "*",
    "docs/reference/requests/index": "*",
    "docs/reference/resources/index": "*",
    "docs/reference/problems/index": "*",
    "examples/README": "*/README",
}
"""Pages that have the others of their folder in their menu."""
ANCHOR: Final = re.compile(r'<a (?:name|id)="([\w-]+)"></a>')
OUTSIDE: Final = re.compile(r"\[([^\]]+)\]\((?:\.\./)*(?:tests|benchmarks|examples|webhooks|emulator)/[\w/.]*\)")
"""Links into the sources, which are no pages of the site."""


def read(_app: Sphinx, name: str, source: list[str]) -> None:
    """What stands in a page for readers of the repository, said as the site says it."""
    text = ANCHOR.sub(r"(\1)=\n", source[0])
    text = OUTSIDE.sub(lambda link: link[0] if link[0].endswith(".md)") else link[1], text)
    if name in LISTS:
        text += f"\n```{{toctree}}\n:hidden:\n:glob:\n\n{LISTS[name]}\n```\n"
    source[0] = text


def write_for_programs(app: Sphinx, failed: Exception | None) -> None:
    """`llms.txt`, and each page as plain Markdown beside its HTML."""
    if failed is not None or app.builder.name != "html":
        return
    out, titles = Path(app.outdir), app.env.titles
    lines = [
        "# lamlkit",
        "",
        "> Documents, webhooks, REST and an emulator for SignalWire (LaML) and Twilio (TwiML).",
        "",
    ]
    for name in sorted(titles):
        page = (Path(app.srcdir) / f"{name}.md").read_text(encoding="utf-8")
        (out / f"{name}.md").write_text(page, encoding="utf-8")
        lines.append(f"- [{titles[name].astext()}]({name}.md)")
    (out / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def take_pictures(app: Sphinx, failed: Exception | None) -> None:
    """The pictures, made anew of the phone as it is now; those of the repository stay where there is no browser."""
    script = Path(app.srcdir) / "docs" / "take_pictures.py"
    if failed is None and app.builder.name == "html" and script.exists() and any(map(shutil.which, CHROMIUM)):
        images = Path(app.outdir) / "_images"
        subprocess.run([sys.executable, "-m", "docs.take_pictures", images], cwd=app.srcdir, check=True)  # noqa: S603


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("source-read", read)
    app.connect("build-finished", write_for_programs)
    app.connect("build-finished", take_pictures)
    return {"parallel_read_safe": True}
