// The phone itself: dial, keys, words, hang up. Keys of the keyboard press, too, unless they are typed into a field.

import { post } from "./api.js";
import { $, clock, el } from "./dom.js";
import { now, party, select, told, watch } from "./store.js";

const KEYS = [
  ["1", ""], ["2", "ABC"], ["3", "DEF"],
  ["4", "GHI"], ["5", "JKL"], ["6", "MNO"],
  ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"],
  ["*", ""], ["0", "+"], ["#", ""],
];
const SPOKEN = { "*": "star", "#": "pound" };
const FIELDS = "input, textarea, select, [contenteditable]";
const SHOWN_PRESSED = 150; // milliseconds

const waiting = []; // keys that are pressed and not yet at the emulator, with the call

export function start() {
  const facts = told.facts;
  $("from").value = facts.caller ?? "";
  $("to").value = facts.number ?? "";
  const voice = (facts.routes ?? []).filter((route) => route.kind === "voice");
  $("routes").replaceChildren(...voice.map((route) => el("option", { value: route.path }, route.name)));
  if (facts.set?.voice) $("url").placeholder = "as set for the number";
  else $("url").value = voice[0]?.path ?? "";
  $("dial").addEventListener("submit", dial);
  $("keypad").append(...KEYS.map(([key, letters]) => button(key, letters)));
  $("hang-up").addEventListener("click", () => act("hangup"));
  $("speak").addEventListener("submit", speak);
  document.addEventListener("keydown", typed);
  watch(show);
  setInterval(show, 1000);
  show();
}

function button(key, letters) {
  const small = letters ? el("small", { "aria-hidden": "true" }, letters) : null;
  return el(
    "button",
    { type: "button", "data-key": key, "aria-label": SPOKEN[key] ?? key, onclick: () => press(key) },
    el("span", {}, key),
    small,
  );
}

async function dial(event) {
  event.preventDefault();
  const asked = { from: $("from").value, to: $("to").value };
  if ($("url").value) asked.url = $("url").value;
  const call = await post("calls", asked);
  if (call) select(call.sid);
}

async function speak(event) {
  event.preventDefault();
  const words = $("words").value.trim();
  if (words && (await act("say", { words }))) $("words").value = "";
}

function typed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest(FIELDS)) return;
  if (document.querySelector("dialog[open]") || $("call-view").hidden) return;
  if (KEYS.some(([key]) => key === event.key)) {
    event.preventDefault();
    press(event.key);
  }
}

function press(keys) {
  const pressed = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  pressed.classList.add("pressed");
  setTimeout(() => pressed.classList.remove("pressed"), SHOWN_PRESSED);
  if (!live()) return;
  waiting.push([told.held, keys]);
  if (waiting.length === 1) send();
}

/** Press what waits, in its order: a key that is typed while another one is on its way goes after it. */
async function send() {
  while (waiting.length) {
    const [sid] = waiting[0];
    const same = waiting.findIndex(([other]) => other !== sid);
    const count = same < 0 ? waiting.length : same;
    const keys = waiting.slice(0, count).map(([, key]) => key).join("");
    await post(`calls/${sid}/press`, { keys });
    waiting.splice(0, count);
  }
}

const act = (what, body) => post(`calls/${told.held}/${what}`, body);

function live() {
  const row = told.calls.get(told.held);
  return row && !row.over ? row : null;
}

function show() {
  const row = told.calls.get(told.held);
  const talking = live();
  $("line-who").textContent = row ? `${party(row)} ${row.direction === "inbound" ? "→" : "←"} ${row.direction === "inbound" ? row.to : row.from}` : "No call";
  const text = row ? state(row) : "";
  if ($("line-state").dataset.text !== text) {
    $("line-state").dataset.text = text;
    $("line-state").replaceChildren(text);
  }
  const seconds = row && row.answered != null ? clock((row.ended ?? now()) - row.answered) : "";
  $("line").dataset.clock = seconds;
  $("line").dataset.status = row?.status ?? "";
  $("hang-up").disabled = $("say").disabled = !talking;
  $("keypad").toggleAttribute("data-listening", Boolean(talking && talking.takes.includes("keys")));
}

const STATES = { "in-progress": "connected", "no-answer": "not answered" };

function state(row) {
  const parts = [STATES[row.status] ?? row.status];
  if (row.listening && row.takes.length) parts.push(`${row.listening} listens for ${row.takes.join(" or ")}`);
  else if (row.waits_for) parts.push(`waits for ${row.waits_for}`);
  return parts.join(" · ");
}
