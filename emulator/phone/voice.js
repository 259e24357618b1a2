// Reads aloud what the held party hears, with the browser's own voices where it has any. Nothing depends on it.

import { $ } from "./dom.js";
import { told, watch } from "./store.js";

const KEY = "laml-phone-aloud";
const speech = window.speechSynthesis;

export function start() {
  $("aloud").checked = remembered();
  $("aloud").addEventListener("change", () => {
    remember($("aloud").checked);
    if (!$("aloud").checked) speech?.cancel();
  });
  speech?.addEventListener?.("voiceschanged", describe);
  describe();
  watch(hear);
}

function describe() {
  const count = speech?.getVoices().length ?? 0;
  $("voices").textContent = count ? `${count} voices` : "No voices in this browser";
  $("aloud").disabled = !count;
}

function hear(changed) {
  if (!$("aloud").checked || $("aloud").disabled) return;
  const row = told.calls.get(told.held);
  if (row?.over) speech.cancel();
  for (const entry of changed?.entries ?? []) {
    if (entry.subject !== told.held || entry.n < told.live) continue;
    if (entry.kind === "pressed") speech.cancel();
    else if (entry.kind === "heard") speak(entry);
  }
}

function speak(entry) {
  const words = new SpeechSynthesisUtterance(entry.text);
  if (entry.language) words.lang = entry.language;
  speech.speak(words);
}

function remembered() {
  try {
    return localStorage.getItem(KEY) !== "no";
  } catch {
    return true; // the browser keeps nothing
  }
}

function remember(yes) {
  try {
    localStorage.setItem(KEY, yes ? "yes" : "no");
  } catch {
    // it counts until the page is closed
  }
}
