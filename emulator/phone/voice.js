// Reads aloud what the held party hears, with the browser's own voices where it has any. Nothing depends on it.

import { $ } from "./dom.js";
import { told, watch } from "./store.js";

const KEY = "laml-phone-aloud";
const speech = window.speechSynthesis;

let live = -1; // steps from this number on have come while the page was open
let next = 0; // steps from this number on were not looked at

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

/** Read what is new, whether or not it came together with the call that it belongs to. */
function hear() {
  if (live !== told.live) [live, next] = [told.live, told.live];
  const from = next;
  for (const number of told.steps.keys()) next = Math.max(next, number + 1);
  if (!$("aloud").checked || $("aloud").disabled) return;
  const row = told.calls.get(told.held);
  if (row?.over) speech.cancel();
  for (const entry of told.steps.values()) {
    if (entry.subject !== told.held || entry.n < from) continue;
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
