// What the call would have touched, were this no rehearsal: phones, other origins, messages sent meanwhile.

import { $, el } from "./dom.js";
import { family, stepsOf, told, watch } from "./store.js";

export function start() {
  watch(show);
  show();
}

function show() {
  const root = told.calls.get(told.selected);
  const found = root ? [...new Set([...touched(root)])] : [];
  const wanted = found.join("\n");
  const list = $("outside");
  if (list.dataset.text === wanted && list.children.length) return;
  list.dataset.text = wanted;
  list.replaceChildren(...(found.length ? found : ["touched nothing"]).map((text) => el("li", {}, text)));
}

function* touched(root) {
  if (root.direction !== "inbound") yield `called ${root.to}`;
  for (const entry of stepsOf(family(root.sid))) {
    if (entry.kind === "dialed") yield `called ${entry.text}`;
    else if (entry.outside) yield `asked ${entry.outside}`;
    else if (entry.kind === "played" && /^https?:/.test(entry.text) && !entry.text.startsWith(told.facts.public_url)) {
      yield `played ${entry.text}`;
    }
  }
  for (const item of told.messages.values()) {
    const meanwhile = item.at >= root.created && (root.ended == null || item.at <= root.ended);
    if (item.direction !== "inbound" && meanwhile) yield `sent a message to ${item.to}`;
  }
}
