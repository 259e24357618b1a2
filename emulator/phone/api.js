// Asks the emulator. A refusal is shown where everybody sees it.

import { $ } from "./dom.js";

let fading;

export function complain(text) {
  $("alert").textContent = text;
  $("alert").hidden = !text;
  clearTimeout(fading);
  if (text) fading = setTimeout(() => complain(""), 12000);
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    complain("The emulator does not answer: is it still running?");
    return null;
  }
  const told = await answer.json().catch(() => ({ error: `status ${answer.status}` }));
  if (told.error) complain(told.error);
  else if (options) complain("");
  return told.error ? null : told;
}

export const get = (path) => ask(path);

export const post = (path, body = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
