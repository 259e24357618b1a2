// Faults to switch on: of the app's answers, and of the provider's API.

import { get, post } from "./api.js";
import { $, el } from "./dom.js";
import { watch } from "./store.js";

const CHOICES = [
  ["app", "slow", "The app answers late", "seconds"],
  ["app", "fail", "The app answers with an error", "status"],
  ["app", "refuse", "The app cannot be reached", ""],
  ["app", "cut", "Half of the app's answer is lost", ""],
  ["app", "forge", "The signature is forged", ""],
  ["app", "old_key", "The signature is made with an old key", ""],
  ["app", "double", "Requests reach the app twice", ""],
  ["app", "lose", "Requests never reach the app", ""],
  ["app", "late", "Callbacks come late", "seconds"],
  ["api", "slow", "The API answers late", "seconds"],
  ["api", "fail", "The API answers with an error", "status"],
  ["api", "cut", "Half of the API's answer is lost", ""],
  ["api", "double", "The API carries requests out twice", ""],
  ["api", "lose", "The API's answers are lost", ""],
];
const NUMBERS = { seconds: ["Seconds", 2], status: ["Status", 500] };

export function start() {
  $("fault-kind").append(...CHOICES.map(([, , words], place) => el("option", { value: place }, words)));
  $("fault-kind").addEventListener("change", choose);
  $("fault").addEventListener("submit", add);
  $("clear-faults").addEventListener("click", async () => show(await post("faults/clear")));
  watch((changed) => {
    if (changed === null || changed.entries?.some((entry) => entry.kind === "fault")) refresh(); // null: all may differ
  });
  choose();
  refresh();
}

const refresh = async () => show(await get("faults"));

function choose() {
  const [, , , number] = CHOICES[$("fault-kind").value];
  $("fault-number-label").hidden = !number;
  if (!number) return;
  const [label, value] = NUMBERS[number];
  $("fault-number-label").firstChild.data = `${label} `;
  $("fault-number").value = value;
}

async function add(event) {
  event.preventDefault();
  const [of, kind, , number] = CHOICES[$("fault-kind").value];
  const asked = { of, kind, path: $("fault-path").value };
  if (number) asked[number] = Number($("fault-number").value);
  if ($("fault-times").value) asked.times = Number($("fault-times").value);
  show(await post("faults", asked));
}

function show(found) {
  if (!found) return;
  const rows = [
    ...found.app.faults.map((fault) => ["app", fault, found.app.struck[fault.kind]]),
    ...found.api.faults.map((fault) => ["api", fault, found.api.struck[fault.kind]]),
  ];
  const items = rows.map(([of, fault, struck]) => {
    const words = CHOICES.find((choice) => choice[0] === of && choice[1] === fault.kind)?.[2] ?? fault.kind;
    const detail = { slow: `${fault.seconds ?? "endless"} s`, late: `${fault.seconds} s`, fail: `${fault.status}` }[fault.kind];
    const left = fault.times == null ? "" : `${fault.times} times more`;
    const parts = [words, detail, `at ${fault.path}`, left, `struck ${struck ?? 0} times so far`];
    return el("li", {}, parts.filter(Boolean).join(" · "));
  });
  $("faults").replaceChildren(...(items.length ? items : [el("li", { class: "empty" }, "None.")]));
}
