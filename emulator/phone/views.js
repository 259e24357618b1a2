// The views of the page, one at a time; the address remembers which.

import { $ } from "./dom.js";

const buttons = [...document.querySelectorAll("nav [data-view]")];

export function start() {
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.view));
  show(location.hash.slice(1));
}

function show(wanted) {
  const chosen = buttons.find((button) => button.dataset.view === wanted) ?? buttons[0];
  for (const button of buttons) {
    $(button.dataset.view).hidden = button !== chosen;
    if (button === chosen) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  history.replaceState(null, "", `#${chosen.dataset.view}`);
}
