// The map: asks for a walk, draws it, and marks the ways that calls on this page have taken.

import { complain, get } from "./api.js";
import { $, el, svg } from "./dom.js";
import { layout } from "./layout.js";
import { told, watch } from "./store.js";

const LINE = 16; // pixels from one line of a box to the next
const PAD = 9;
const SMALLEST = 0.7; // to which a picture shrinks by itself: smaller texts are hard to read
const QUIET = 700; // milliseconds without a request of the app, after which the marks are asked for

let shown = null;
let walk = null; // what stops the walk that is under way
let scale = 0; // until a person chooses one, as wide as there is room
let plan;

export function start() {
  if (!told.facts.map) {
    $("map-state").textContent = "There is a map of an application that laml emulate imports, such as laml emulate app:app.";
    for (const field of document.querySelectorAll("#make-map input, #make-map button")) field.disabled = true;
    return;
  }
  $("map-url").value = (told.facts.routes ?? []).find((route) => route.kind === "voice")?.path ?? "";
  $("make-map").addEventListener("submit", make);
  $("stop-walk").addEventListener("click", () => walk?.abort());
  $("map-in").addEventListener("click", () => zoom(1.25));
  $("map-out").addEventListener("click", () => zoom(0.8));
  watch((changed) => {
    if (!shown || $("map-view").hidden || !(changed === null || changed.entries?.some((entry) => entry.kind === "request" || entry.kind === "status"))) return;
    clearTimeout(plan);
    plan = setTimeout(refresh, QUIET);
  });
  for (const button of document.querySelectorAll('nav [data-view="map-view"]')) button.addEventListener("click", refresh);
  refresh();
}

const refresh = async () => show((await get("map"))?.map);

async function make(event) {
  event.preventDefault();
  walk?.abort();
  const mine = (walk = new AbortController());
  busy(true);
  try {
    const answer = await fetch("map", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ url: $("map-url").value }),
      signal: mine.signal,
    });
    const found = await answer.json();
    complain(found.error ?? "");
    if (found.map) {
      show(found.map);
      toFirst();
    }
  } catch (error) {
    complain(error.name === "AbortError" ? "" : "The emulator does not answer: is it still running?");
  }
  if (walk !== mine) return;
  walk = null;
  busy(false);
}

function busy(walking) {
  $("walk").disabled = walking;
  $("stop-walk").disabled = !walking;
  $("map-state").textContent = walking ? "Walking …" : shown ? sum(shown) : "";
}

function sum(map) {
  const documents = map.outline.length;
  const parts = [`${documents} ${documents === 1 ? "document" : "documents"}`, `${map.ways} ways`];
  if (map.taken !== null) parts.push(`${map.taken} taken by calls here`);
  if (!map.complete) parts.push("a limit was met, so there is more");
  return parts.join(" · ");
}

function show(map) {
  if (!map) return;
  shown = map;
  if (!walk) $("map-state").textContent = sum(map);
  $("map-findings").replaceChildren(...map.findings.map(finding));
  $("map-outline").replaceChildren(...map.outline.map(words));
  redraw();
}

// -- in words

function finding(found) {
  const way = found.way.length ? `The way there: ${found.way.join(", ")}.` : "";
  return el(
    "li",
    { class: found.severity },
    el("b", {}, found.severity),
    ` ${found.message}; ${found.hint}. ${way} `,
    el("button", { type: "button", class: "plain", onclick: () => point(found.node) }, "Show it"),
  );
}

function words(item) {
  const ways = item.ways.map((way) => {
    const mark = way.taken === false ? " · no call here took it" : "";
    return el("li", { class: way.taken === false ? "untaken" : "" }, `${way.label} → ${way.target ? `${way.target} ` : ""}${way.to}${mark}`);
  });
  const said = item.said.map((text) => el("p", {}, `“${text}”`));
  const dials = item.dials.map((party) => el("p", {}, `dials ${party}`));
  const name = el("button", { type: "button", class: "plain", onclick: () => point(item.id) }, `${item.id} ${item.route}`);
  return el("li", { "data-node": item.id }, name, ...said, ...dials, el("ul", {}, ...ways));
}

/** Mark a document in the picture and in words, and bring both into sight. */
function point(id) {
  for (const each of document.querySelectorAll("#map-view [data-node]")) {
    const here = each.dataset.node === id;
    each.classList.toggle("here", here);
    if (here) each.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

// -- the picture

function redraw() {
  if (!shown || $("map-view").hidden) return; // text that is not shown has no size
  const place = $("map-picture");
  const [left, top] = [place.scrollLeft, place.scrollTop];
  place.replaceChildren(drawn(shown));
  place.scrollTo(left, top);
  $("map-in").disabled = $("map-out").disabled = false;
}

/** Bring the first document into the middle of the picture's left edge. */
function toFirst() {
  const picture = document.querySelector("#map-picture svg");
  const first = picture?.querySelector("[data-node]")?.getBBox();
  if (!first) return;
  const middle = (first.y + first.height / 2) * scaleOf(picture);
  $("map-picture").scrollTo(0, middle - $("map-picture").clientHeight / 2);
}

function zoom(by) {
  const picture = document.querySelector("#map-picture svg");
  scale = Math.min(3, Math.max(0.1, scaleOf(picture) * by));
  sized(picture);
}

const scaleOf = (picture) =>
  scale || Math.min(1, Math.max(SMALLEST, $("map-picture").clientWidth / picture.viewBox.baseVal.width));

function sized(picture) {
  picture.setAttribute("width", picture.viewBox.baseVal.width * scaleOf(picture));
  picture.setAttribute("height", picture.viewBox.baseVal.height * scaleOf(picture));
}

function drawn(map) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle($("map-picture")).font;
  const wide = (text) => Math.ceil(pen.measureText(text).width);
  const boxes = map.boxes.map((box) => ({
    ...box,
    width: Math.max(...box.lines.map(wide)) + 2 * PAD,
    height: box.lines.length * LINE + 2 * PAD - 4,
  }));
  const arrows = map.arrows.map((arrow) => ({ ...arrow, width: wide(arrow.label) + 8, height: LINE }));
  const places = layout(boxes, arrows, map.deep);
  const tip = svg("path", { d: "M0,0 L8,4 L0,8 z" });
  const marker = svg(
    "marker",
    { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" },
    tip,
  );
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${places.width} ${places.height}`, role: "img", "aria-label": `The map from ${map.start}; it stands below in words` },
    svg("defs", {}, marker),
    ...arrows.map((arrow, index) => svg("path", { class: marked("way", arrow), d: line(places.arrows[index].points, map.deep), "marker-end": "url(#tip)" })),
    ...arrows.map((arrow, index) => {
      const { x, y } = places.arrows[index].label;
      return svg("text", { class: marked("label", arrow), x, y: y + 4, "text-anchor": "middle" }, arrow.label);
    }),
    ...boxes.map((box) => boxed(box, places.boxes.get(box.id))),
  );
  sized(picture);
  return picture;
}

const marked = (name, arrow) => [name, arrow.taken === false && "untaken", arrow.taken && "taken"].filter(Boolean).join(" ");

function boxed(box, { x, y }) {
  const [left, top] = [x - box.width / 2, y - box.height / 2];
  const id = box.id.split("_")[0];
  const lines = box.lines.map((text, row) => svg("text", { x: left + PAD, y: top + PAD + 10 + row * LINE }, text));
  const frame = svg("rect", { x: left, y: top, width: box.width, height: box.height, rx: box.style === "document" ? 2 : 8 });
  const found = svg("g", { class: `box ${box.style}${box.wrong ? " wrong" : ""}`, onclick: () => point(id) }, frame, ...lines);
  if (box.id === id) found.dataset.node = id;
  return found;
}

/** A line through points, bent where it changes its course. */
function line(points, deep) {
  let path = `M${points[0]}`;
  for (let index = 1; index < points.length; index += 1) {
    const [[x0, y0], [x1, y1]] = [points[index - 1], points[index]];
    const bend = deep ? [x0, (y0 + y1) / 2, x1, (y0 + y1) / 2] : [(x0 + x1) / 2, y0, (x0 + x1) / 2, y1];
    path += ` C${bend} ${x1} ${y1}`;
  }
  return path;
}
