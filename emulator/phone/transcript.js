// What is heard and said, as lines in a log; each party of the call with its own name.

import { $, atEnd, el, toEnd, unseen } from "./dom.js";
import { family, role, stepsOf, told, watch } from "./store.js";

const KINDS = {
  heard: ["hears", "“", "”"],
  played: ["hears the file", "", ""],
  tones: ["hears tones", "", ""],
  pressed: ["presses", "", ""],
  said: ["says", "“", "”"],
  dialed: ["calls", "", ""],
  bridged: ["is connected with", "", ""],
  recorded: ["is recorded:", "", ""],
  queue: ["", "", ""],
  conference: ["", "", ""],
  note: ["", "", ""],
  status: ["", "", ""],
};

const STATUSES = {
  queued: "waits for a turn",
  initiated: "is called",
  ringing: "rings",
  "in-progress": "is connected",
  completed: "has ended",
  busy: "is busy",
  "no-answer": "was not answered",
  failed: "could not be called",
  canceled: "was canceled",
};

const IDLE = 2; // seconds: keys that follow each other within them are one line, which is open for so long
const KEYS = /^[0-9*#A-D]+$/;

let shown = "";
let last = null; // the last line of keys: its step, element and text, and what closes it
const lines = new Map();

export function start() {
  watch(show);
  show(null);
}

function show(changed) {
  const log = $("log");
  const legs = family(told.selected);
  if (changed === null || shown !== told.selected) {
    const steps = stepsOf(legs);
    const same = shown === told.selected && steps.every((step) => lines.has(step.n) || !tells(step));
    if (!same || !steps.length) rebuild(log, legs, steps);
    shown = told.selected;
    return;
  }
  const stays = atEnd(log);
  for (const entry of changed.entries ?? []) {
    if (!legs.has(entry.subject)) continue;
    if (entry.kind === "request") last = null; // what was pressed is with the application
    if (!tells(entry) || lines.has(entry.n)) continue;
    if (!lines.size) log.replaceChildren();
    const made = joined(entry) ?? line(entry, legs);
    lines.set(entry.n, made);
    if (!made.isConnected) log.append(made);
    leaveOpen(entry);
  }
  if (stays) toEnd(log);
}

function rebuild(log, legs, steps) {
  lines.clear();
  last = null;
  for (const entry of steps) {
    if (entry.kind === "request") last = null;
    if (tells(entry)) lines.set(entry.n, joined(entry) ?? line(entry, legs));
  }
  log.replaceChildren(...lines.values());
  if (!lines.size) log.append(el("p", { class: "empty" }, "Press Call to hear your application."));
  toEnd(log);
}

/** The line of the keys before, with those of this step, if nothing was between them and they came soon after. */
function joined(entry) {
  const follows = last && last.step.subject === entry.subject && entry.at - last.step.at <= IDLE;
  const made = follows && entry.kind === "pressed" && KEYS.test(entry.text) ? last.made : null;
  const keys = (made ? last.keys : "") + entry.text;
  if (made) made.querySelector(".what").textContent = keys;
  last = entry.kind === "pressed" && KEYS.test(entry.text) ? { step: entry, made, keys } : null;
  return made;
}

/** Mark a line of keys as one that others may still join. */
function leaveOpen(entry) {
  for (const each of $("log").querySelectorAll(".open")) each.classList.remove("open");
  if (last?.step !== entry) return;
  const { made } = last;
  made.classList.add("open");
  made.dataset.step = entry.n; // a later key of the line, and nothing else, keeps it open for longer
  setTimeout(() => made.dataset.step === String(entry.n) && made.classList.remove("open"), IDLE * 1000);
}

/** Whether a step is a line: words that the other side is just quoted with are not said twice. */
function tells(entry) {
  const before = told.steps.get(entry.n - 1);
  const echo = entry.kind === "heard" && before?.kind === "said" && before.text === entry.text;
  return entry.kind in KINDS && !echo;
}

function line(entry, legs) {
  const row = legs.get(entry.subject);
  const root = legs.get(told.selected);
  const [does, before, after] = KINDS[entry.kind];
  const who = el("span", { class: "who" }, role(row));
  const at = el("span", { class: "at" }, `${(entry.at - root.created).toFixed(1)} s`);
  const what = entry.kind === "status" ? (STATUSES[entry.text] ?? entry.text) : `${before}${entry.text}${after}`;
  const mine = row === root ? "root" : "other";
  const made = el("p", { class: `said ${entry.kind} ${mine}` }, at, who, does ? ` ${does} ` : " ", el("span", { class: "what" }, what), unseen("."));
  if (last?.step === entry) last.made = made;
  return made;
}
