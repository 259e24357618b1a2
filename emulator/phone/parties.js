// The other phones: those that ring here, with their buttons; and whose phone the person holds.

import { post } from "./api.js";
import { $, el } from "./dom.js";
import { ringHere } from "./feed.js";
import { family, hold, party, select, told, watch } from "./store.js";

export function start() {
  $("answers").addEventListener("change", () => ringHere($("answers").checked));
  watch(show);
  show();
}

function show() {
  ringing();
  hands();
}

function ringing() {
  const rows = [...told.calls.values()].filter((row) => row.asks);
  const box = $("ringing");
  const wanted = rows.map((row) => row.sid).join();
  if (box.dataset.sids === wanted) return;
  box.dataset.sids = wanted;
  box.replaceChildren(...rows.map(card));
}

function card(row) {
  const name = party(row);
  return el(
    "div",
    { class: "ring" },
    el("p", {}, el("strong", {}, name), ` rings, called by ${row.from}`),
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", class: "go", "aria-label": `Answer ${name}`, onclick: () => answer(row) }, "Answer"),
      el("button", { type: "button", class: "stop", "aria-label": `Decline ${name}`, onclick: () => post(`calls/${row.sid}/decline`) }, "Decline"),
    ),
    el("p", { class: "quiet" }, "Do nothing to let it ring."),
  );
}

async function answer(row) {
  if (!(await post(`calls/${row.sid}/answer`))) return;
  if (!row.parent) select(row.sid);
  else if (family(told.selected).has(row.sid)) hold(row.sid);
}

function hands() {
  const rows = [...family(told.selected).values()].filter((row) => !row.over && (row.sid === told.selected || row.answered != null));
  $("hands").hidden = rows.length < 2;
  const wanted = rows.map((row) => row.sid).join() + told.held;
  if ($("parties").dataset.sids === wanted) return;
  $("parties").dataset.sids = wanted;
  const focused = document.activeElement?.closest?.("#parties") ? document.activeElement.value : "";
  $("parties").replaceChildren(
    ...rows.map((row) =>
      el(
        "label",
        { class: "check" },
        el("input", { type: "radio", name: "held", value: row.sid, checked: row.sid === told.held, onchange: () => hold(row.sid) }),
        ` ${party(row)}`,
        el("span", { class: "quiet" }, row.sid === told.selected ? " (this call)" : " (the other side)"),
      ),
    ),
  );
  if (focused) $("parties").querySelector(`[value="${CSS.escape(focused)}"]`)?.focus();
}
