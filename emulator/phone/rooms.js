// Conferences and queues: who is in them, and what a moderator does to them.

import { post } from "./api.js";
import { $, el } from "./dom.js";
import { now, told, watch } from "./store.js";

export function start() {
  $("dequeue-url").value = (told.facts.routes ?? []).find((route) => route.kind === "voice")?.path ?? "";
  watch(show);
  show();
  setInterval(waits, 1000);
}

function show(changed) {
  if (changed && !changed.conferences && !changed.queues) return;
  const rooms = [...told.conferences.values()].reverse();
  fill($("conferences"), rooms.map(conference), "No conference yet.");
  fill($("queues"), [...told.queues.values()].map(queue), "No queue yet.");
  waits();
}

/** Put rows into a box, with the focus where it was. */
function fill(box, rows, empty) {
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : "";
  box.replaceChildren(...(rows.length ? rows : [el("p", { class: "empty" }, empty)]));
  if (focused) box.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
}

function conference(room) {
  const act = (what) => post(`conferences/${room.sid}/${what}`);
  const people = room.participants.map((one) => {
    const button = (label, what) =>
      el("button", { type: "button", "aria-label": `${label} ${one.name}`, onclick: () => act(`${one.call}/${what}`) }, label);
    const marks = [one.muted && "muted", one.hold && "on hold", one.coaching && "coaches"].filter(Boolean).join(", ");
    return el(
      "li",
      {},
      el("span", { class: "name" }, one.name),
      el("span", { class: "quiet" }, marks),
      one.muted ? button("Unmute", "unmute") : button("Mute", "mute"),
      one.hold ? button("Take off hold", "unhold") : button("Hold", "hold"),
      button("Remove", "remove"),
    );
  });
  const end = el("button", { type: "button", "aria-label": `End ${room.name}`, onclick: () => act("end") }, "End");
  return el(
    "div",
    { class: "room" },
    el("h3", {}, room.name, el("span", { class: "quiet" }, ` ${room.status}`)),
    el("ul", {}, ...people),
    room.status === "completed" ? "" : end,
  );
}

function queue(row) {
  const members = row.members.map((one) => {
    const take = () => post(`queues/${row.sid}/dequeue`, { url: $("dequeue-url").value, call: one.call });
    return el(
      "li",
      {},
      el("span", { class: "name" }, one.name),
      el("span", { class: "quiet", "data-since": one.since }),
      el("button", { type: "button", "aria-label": `Take out ${one.name}`, onclick: take }, "Take out"),
    );
  });
  const facts = `${row.members.length} of ${row.most} wait; ${row.average} s on average`;
  return el("div", { class: "room" }, el("h3", {}, row.name, el("span", { class: "quiet" }, ` ${facts}`)), el("ul", {}, ...members));
}

function waits() {
  for (const each of document.querySelectorAll("#queues [data-since]")) {
    each.textContent = `waits ${Math.max(0, Math.round(now() - Number(each.dataset.since)))} s`;
  }
}
