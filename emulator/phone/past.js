// The calls so far, the newest first; one click looks at one.

import { get } from "./api.js";
import { $, clock, el } from "./dom.js";
import { add, roots, select, told, watch } from "./store.js";

const MOST_SHOWN = 100;

let drawn = "";

export function start() {
  watch(show);
  show();
}

function show(changed) {
  if (changed && !changed.calls) return;
  const rows = [...roots()].reverse();
  const few = rows.slice(0, MOST_SHOWN);
  const wanted = told.selected + few.map((row) => row.sid + row.status).join();
  if (wanted === drawn) return;
  drawn = wanted;
  const focused = document.activeElement?.dataset?.call;
  const items = few.map((row) => el("li", {}, button(row)));
  if (!rows.length) items.push(el("li", { class: "empty" }, "None yet."));
  if (rows.length > MOST_SHOWN) items.push(el("li", { class: "quiet" }, `and ${rows.length - MOST_SHOWN} more`));
  $("past").replaceChildren(...items);
  if (focused) $("past").querySelector(`[data-call="${CSS.escape(focused)}"]`)?.focus();
  $("copy").disabled = !told.calls.has(told.selected);
}

function button(row) {
  const ways = row.direction === "inbound" ? `${row.from} → ${row.to}` : `${row.from} ⇢ ${row.to}`;
  const seconds = row.answered != null && row.ended != null ? clock(row.ended - row.answered) : "";
  return el(
    "button",
    { type: "button", class: "call", "data-call": row.sid, "aria-pressed": String(row.sid === told.selected), onclick: () => look(row) },
    el("span", { class: "ways" }, ways),
    el("span", { class: "status" }, row.status),
    el("span", { class: "took" }, seconds),
  );
}

async function look(row) {
  select(row.sid);
  const found = await get(`calls/${row.sid}/steps`);
  if (found) add(found.entries);
}
