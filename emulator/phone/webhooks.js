// The waterfall: every request of the call with its answer and the time it took of the deadline; problems with their hint.

import { $, atEnd, el, toEnd } from "./dom.js";
import { family, party, stepsOf, told, watch } from "./store.js";

export const KINDS = new Set(["request", "callback", "media", "problem", "fault"]);
const NAMES = { request: "document", callback: "callback", media: "file", problem: "problem", fault: "fault" };
const LATE = 0.5; // share of the deadline from which on an answer is called slow

let shown = "";
const rows = new Map();

export function start() {
  watch(show);
  show(null);
}

function show(changed) {
  const list = $("webhooks");
  const legs = family(told.selected);
  const box = list.parentElement;
  if (shown !== told.selected || changed === null) {
    const steps = stepsOf(legs).filter((entry) => KINDS.has(entry.kind));
    if (shown !== told.selected || steps.some((entry) => !rows.has(entry.n))) {
      rows.clear();
      for (const entry of steps) rows.set(entry.n, row(entry, legs));
      list.replaceChildren(...rows.values());
      toEnd(box);
    }
    shown = told.selected;
    return;
  }
  const stays = atEnd(box);
  for (const entry of changed.entries ?? []) {
    if (!legs.has(entry.subject) || !KINDS.has(entry.kind)) continue;
    const before = rows.get(entry.n);
    const made = row(entry, legs);
    rows.set(entry.n, made);
    if (before) {
      if (before.querySelector("details")?.open) made.querySelector("details").open = true;
      before.replaceWith(made);
    } else list.append(made);
  }
  if (stays) toEnd(box);
}

/** A request, or a problem, as a line of a list. */
export function row(entry, legs) {
  if (entry.kind === "problem" || entry.kind === "fault") return problem(entry);
  const other = legs.get(entry.subject);
  const grade = gradeOf(entry);
  const head = el(
    "summary",
    {},
    el("span", { class: `kind ${entry.kind}` }, NAMES[entry.kind], entry.sequence ? ` ${entry.sequence}` : ""),
    el("span", { class: "method" }, entry.method),
    el("span", { class: "path" }, entry.path),
    entry.state ? el("span", { class: "hook-state" }, `{${entry.state}}`) : "",
    el("span", { class: "outcome" }, entry.outcome || "…"),
    el("span", { class: "took" }, took(entry)),
    bar(entry),
  );
  const pairs = Object.entries(entry.params).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]);
  const whose = other?.direction ? el("p", { class: "quiet" }, `for ${party(other)}`) : "";
  const list = pairs.length ? el("dl", {}, ...pairs) : el("p", { class: "quiet" }, "No parameters but the standing ones.");
  return el("li", { class: grade }, el("details", {}, head, whose, list));
}

function problem(entry) {
  const hint = entry.mend ? el("p", { class: "mend" }, entry.mend) : "";
  return el("li", { class: entry.kind }, el("p", {}, el("span", { class: `kind ${entry.kind}` }, NAMES[entry.kind]), entry.text), hint);
}

function gradeOf(entry) {
  if (!entry.outcome) return "open";
  if (!entry.outcome.startsWith("2") && !entry.outcome.startsWith("3")) return "failed";
  return entry.deadline && entry.took / entry.deadline > LATE ? "slow" : "fine";
}

function took(entry) {
  if (entry.took == null) return entry.deadline ? `up to ${entry.deadline} s` : "";
  const milliseconds = `${Math.round(entry.took * 1000)} ms`;
  return entry.deadline ? `${milliseconds} of ${entry.deadline} s` : milliseconds;
}

function bar(entry) {
  const fill = el("span", { class: "fill" });
  if (entry.took != null && entry.deadline) fill.style.width = `${Math.min(100, Math.max(1, (entry.took / entry.deadline) * 100))}%`;
  return el("span", { class: "bar", "aria-hidden": "true" }, fill);
}
