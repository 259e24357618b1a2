// The call that is looked at as a pytest test, shown and copied.

import { get } from "./api.js";
import { $ } from "./dom.js";
import { told } from "./store.js";

export function start() {
  $("copy").addEventListener("click", show);
  $("to-clipboard").addEventListener("click", copy);
  $("close-copied").addEventListener("click", () => $("copied").close());
}

async function show() {
  const found = await get(`calls/${told.selected}/test`);
  if (!found) return;
  $("test").textContent = found.text;
  $("clipboard-state").textContent = "";
  $("copied").showModal();
}

async function copy() {
  try {
    await navigator.clipboard.writeText($("test").textContent);
    $("clipboard-state").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren($("test"));
    $("clipboard-state").textContent = "Selected: press Ctrl+C to copy.";
  }
}
