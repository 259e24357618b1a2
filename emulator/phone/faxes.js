// Faxes: send one to the app, and see what becomes of those in both directions.

import { post } from "./api.js";
import { $, el } from "./dom.js";
import { told, watch } from "./store.js";
import { KINDS, row } from "./webhooks.js";

export function start() {
  const facts = told.facts;
  $("fax-from").value = facts.caller ?? "";
  $("fax-to").value = facts.number ?? "";
  const routes = (facts.routes ?? []).filter((route) => route.kind === "fax");
  $("fax-routes").replaceChildren(...routes.map((route) => el("option", { value: route.path }, route.name)));
  $("fax-url").value = routes[0]?.path ?? "";
  $("fax").hidden = !facts.faxes;
  $("no-faxes").hidden = Boolean(facts.faxes);
  $("fax").addEventListener("submit", send);
  watch(show);
  show();
}

function send(event) {
  event.preventDefault();
  post("faxes", {
    from: $("fax-from").value,
    to: $("fax-to").value,
    url: $("fax-url").value,
    pages: Number($("fax-pages").value),
    fails: $("fax-fails").checked,
  });
}

function show(changed) {
  if (changed && !changed.faxes && !changed.entries) return;
  const steps = [...told.steps.values()].filter((entry) => told.faxes.has(entry.subject) && KINDS.has(entry.kind));
  const wanted = [...told.faxes.values()].map((fax) => fax.sid + fax.status).join() + steps.map((entry) => entry.n + entry.outcome).join();
  if ($("faxes").dataset.shown === wanted && changed) return;
  $("faxes").dataset.shown = wanted;
  const items = [...told.faxes.values()].reverse().map((fax) =>
    el(
      "li",
      {},
      el("span", { class: "name" }, `${fax.from} → ${fax.to}`),
      el("span", {}, fax.direction),
      el("span", {}, `${fax.pages} ${fax.pages === 1 ? "page" : "pages"}`),
      el("strong", {}, fax.status),
      el("span", { class: "quiet" }, fax.error),
    ),
  );
  $("faxes").replaceChildren(...(items.length ? items : [el("li", { class: "empty" }, "No fax yet.")]));
  $("fax-hooks").replaceChildren(...steps.sort((one, other) => one.n - other.n).map((entry) => row(entry, told.faxes)));
}
