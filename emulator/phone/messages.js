// Messages as a chat, in both directions, with media and ticks; and the webhooks of those that are shown.

import { post } from "./api.js";
import { $, atEnd, el, toEnd } from "./dom.js";
import { told, watch } from "./store.js";
import { KINDS, row } from "./webhooks.js";

const TICKS = { queued: "◷", scheduled: "◷", sending: "◷", sent: "✓", delivered: "✓✓", received: "✓✓" };

let chosen = "";

export function start() {
  const facts = told.facts;
  $("sms-from").value = facts.caller ?? "";
  $("sms-to").value = facts.number ?? "";
  const routes = (facts.routes ?? []).filter((route) => route.kind === "message");
  $("sms-routes").replaceChildren(...routes.map((route) => el("option", { value: route.path }, route.name)));
  if (facts.set?.message) $("sms-url").placeholder = "as set for the number";
  else $("sms-url").value = routes[0]?.path ?? "";
  $("send").addEventListener("submit", send);
  $("body").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  });
  for (const id of ["sms-from", "sms-to"]) $(id).addEventListener("change", typed);
  typed();
  watch(show);
}

function typed() {
  chosen = `${$("sms-from").value} ${$("sms-to").value}`;
  show();
}

async function send(event) {
  event.preventDefault();
  const media = $("media").value.split(/\s+/).filter(Boolean);
  const asked = { from: $("sms-from").value, to: $("sms-to").value, body: $("body").value, media };
  if (!asked.body && !media.length) return;
  if ($("sms-url").value) asked.url = $("sms-url").value;
  if (await post("messages", asked)) $("body").value = $("media").value = "";
}

/** The pair of numbers of a message: the phone's, and the app's. */
const pair = (item) => (item.direction === "inbound" ? `${item.from} ${item.to}` : `${item.to} ${item.from}`);

function show(changed) {
  if (changed && !changed.messages && !changed.entries) return;
  const items = [...told.messages.values()].filter((item) => pair(item) === chosen);
  if (!changed || changed.messages) {
    threads();
    chat(items);
  }
  const subjects = new Map(items.map((item) => [item.sid, item]));
  const steps = [...told.steps.values()].filter((entry) => subjects.has(entry.subject) && KINDS.has(entry.kind));
  const wanted = steps.map((entry) => `${entry.n}${entry.outcome}`).join();
  if ($("sms-hooks").dataset.steps === wanted) return;
  $("sms-hooks").dataset.steps = wanted;
  $("sms-hooks").replaceChildren(...steps.sort((one, other) => one.n - other.n).map((entry) => row(entry, subjects)));
}

function threads() {
  const pairs = [...new Set([...told.messages.values()].map(pair).reverse())];
  const wanted = [chosen, ...pairs].join();
  if ($("threads").dataset.pairs === wanted) return;
  $("threads").dataset.pairs = wanted;
  const buttons = pairs.map((name) =>
    el("li", {}, el("button", { type: "button", class: "thread", "aria-pressed": String(name === chosen), onclick: () => choose(name) }, name.replace(" ", " ↔ "))),
  );
  $("threads").replaceChildren(...(buttons.length ? buttons : [el("li", { class: "empty" }, "None yet.")]));
}

function choose(name) {
  [$("sms-from").value, $("sms-to").value] = name.split(" ");
  typed();
}

function chat(items) {
  const box = $("chat");
  const stays = atEnd(box);
  const known = new Map([...box.children].map((each) => [each.dataset.key, each]));
  const wanted = items.map((item) => known.get(key(item)) ?? bubble(item));
  if (!wanted.length) wanted.push(el("p", { class: "empty" }, "Nothing was written yet."));
  if (wanted.length === box.children.length && wanted.every((each, place) => each === box.children[place])) return;
  box.replaceChildren(...wanted);
  if (stays) toEnd(box);
}

const key = (item) => `${item.sid} ${item.status}`;

function bubble(item) {
  const mine = item.direction === "inbound";
  const failed = ["failed", "undelivered", "canceled"].includes(item.status);
  const status = `${failed ? "✗" : (TICKS[item.status] ?? "")} ${item.status}${item.error ? ` (${item.error})` : ""}`;
  return el(
    "p",
    { class: mine ? "bubble mine" : "bubble", "data-key": key(item) },
    item.body,
    ...item.media.map((url) => el("span", { class: "media" }, `▣ ${url}`)),
    el("span", { class: failed ? "ticks bad" : "ticks" }, mine ? "" : `${status} · `, `${item.at.toFixed(1)} s`),
  );
}
