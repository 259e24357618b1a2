// The XML of the held party's documents, indented, with the verb that runs marked.

import { get } from "./api.js";
import { $, el, unseen } from "./dom.js";
import { told, watch } from "./store.js";

const TOKEN = /(laml_state=[^&"]{8})[^&"]*/g;

let sid = "";
let texts = [];
let asked = 0; // documents that were asked for
let at = -1; // the document that is shown; -1: the one that runs
let drawn = "";

export function start() {
  $("document-before").addEventListener("click", () => turn(-1));
  $("document-after").addEventListener("click", () => turn(1));
  watch(show);
  show();
}

function turn(by) {
  const to = current() + by;
  at = to >= texts.length - 1 ? -1 : Math.max(0, to);
  draw();
}

function current() {
  const running = told.calls.get(sid)?.running ?? [];
  const last = running.length ? Math.min(running[0], texts.length - 1) : texts.length - 1;
  return at === -1 ? last : Math.min(at, texts.length - 1);
}

function show() {
  const held = told.calls.get(told.held);
  const row = held?.documents ? held : told.calls.get(told.selected); // a phone that only talks has no documents
  if ((row?.sid ?? "") !== sid) {
    sid = row?.sid ?? "";
    [texts, asked, at] = [[], 0, -1];
  }
  if (row && row.documents > asked) load(row);
  draw();
}

async function load(row) {
  asked = row.documents;
  const found = await get(`calls/${row.sid}/documents`);
  if (!found || row.sid !== sid) return;
  texts = found.documents;
  draw();
}

function draw() {
  const number = current();
  const running = told.calls.get(sid)?.running ?? [];
  const path = running[0] === number ? running.slice(1) : [];
  const wanted = JSON.stringify([sid, number, path, texts.length]);
  if (wanted === drawn) return;
  drawn = wanted;
  $("document-number").textContent = texts.length ? `${number + 1} of ${texts.length}` : "";
  $("document-before").disabled = number <= 0;
  $("document-after").disabled = number >= texts.length - 1;
  const box = $("xml");
  if (number < 0) {
    box.replaceChildren(el("span", { class: "empty" }, "No document yet."));
    return;
  }
  box.replaceChildren(...lines(texts[number], path));
  const mark = box.querySelector("mark");
  if (mark) box.scrollTop = Math.max(0, mark.offsetTop - box.offsetTop - box.clientHeight / 3);
}

function lines(text, path) {
  const read = new DOMParser().parseFromString(text, "application/xml");
  if (read.querySelector("parsererror")) return [text];
  const out = [];
  write(read.documentElement, 0, path, true, out);
  return out;
}

/** Add the lines of an element; `path` leads to the verb that runs, from here. */
function write(node, depth, path, leads, out) {
  const marked = leads && path.length === 0 && depth > 0;
  const into = marked ? [] : out;
  const children = [...node.children];
  const pad = "  ".repeat(depth);
  const words = children.length ? "" : node.textContent.replace(TOKEN, "$1…").trim();
  if (!children.length) {
    into.push(pad, ...tag(node, !words), words ? el("span", { class: "text" }, words) : "", words ? close(node) : "", "\n");
  } else {
    into.push(pad, ...tag(node, false), "\n");
    for (const item of node.childNodes) {
      const place = children.indexOf(item);
      if (place >= 0) write(item, depth + 1, path.slice(1), leads && !marked && place === path[0], into);
      else if (item.nodeType === Node.TEXT_NODE && item.data.trim()) {
        into.push("  ".repeat(depth + 1), el("span", { class: "text" }, item.data.trim()), "\n");
      }
    }
    into.push(pad, close(node), "\n");
  }
  if (marked) out.push(el("mark", {}, unseen("running: "), ...into));
}

function tag(node, empty) {
  const parts = [el("span", { class: "tag" }, `<${node.tagName}`)];
  for (const attribute of node.attributes) {
    parts.push(" ", el("span", { class: "name" }, attribute.name), "=", el("span", { class: "value" }, `"${attribute.value.replace(TOKEN, "$1…")}"`));
  }
  parts.push(el("span", { class: "tag" }, empty ? "/>" : ">"));
  return parts;
}

const close = (node) => el("span", { class: "tag" }, `</${node.tagName}>`);
