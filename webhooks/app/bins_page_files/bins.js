// Tells what is wrong while it is written. Without this file the buttons Check and Save do the same.
"use strict";
const form = document.getElementById("draft");
const contents = document.getElementById("contents");
const parts = ["problems", "heard", "samples", "result"];
const WAIT = 300; // milliseconds without a key before the server is asked
let timer = 0;
let asked = null;

function put(id, html) {
  const made = new DOMParser().parseFromString(html, "text/html");
  document.getElementById(id).replaceChildren(...made.body.childNodes);
}

async function look() {
  if (asked) asked.abort();
  asked = new AbortController();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch("?do=look", { method: "POST", body, signal: asked.signal });
    if (!answer.ok) return;
    const seen = await answer.json();
    const samples = document.getElementById("samples");
    const names = JSON.stringify(seen.names);
    for (const part of parts) {
      if (part !== "samples") put(part, seen.parts[part]);
      else if (JSON.stringify(JSON.parse(samples.dataset.names)) !== names) {
        put(part, seen.parts[part]); // the fields are left alone while somebody writes in them
        samples.dataset.names = names;
      }
    }
  } catch (error) {
    if (error.name !== "AbortError") console.warn("the server cannot be asked now");
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT);
});

document.getElementById("problems").addEventListener("click", (event) => {
  const place = event.target.closest("a[data-line]");
  if (!place) return;
  event.preventDefault();
  const lines = contents.value.split("\n");
  const line = Math.min(Number(place.dataset.line), lines.length) - 1;
  const before = Array.from(lines[line]).slice(0, Number(place.dataset.column) - 1).join("").length;
  const at = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + before;
  contents.focus();
  contents.setSelectionRange(at, at + 1);
});
