// The stream of what changes. The browser opens it again by itself and says what it has had; where it gives up, we do.

import { $ } from "./dom.js";
import { take } from "./store.js";

const AGAIN = 1500; // milliseconds

let source;
let place = "";
let answers = true;

export function open() {
  source?.close();
  source = new EventSource(`events?answers=${answers ? "yes" : "no"}&after=${encodeURIComponent(place)}`);
  const mine = source;
  source.onopen = () => say("Live", true);
  source.onmessage = (event) => {
    place = event.lastEventId;
    take(JSON.parse(event.data));
  };
  source.onerror = () => {
    if (mine !== source) return;
    say("The emulator is not there. If it was started anew, open the address that it prints.", false);
    if (mine.readyState === EventSource.CLOSED) setTimeout(() => mine === source && open(), AGAIN);
  };
}

/** Whether phones that nobody scripted ring on this page. */
export function ringHere(wanted) {
  answers = wanted;
  open();
}

function say(text, live) {
  $("connection").textContent = text;
  $("connection").dataset.live = live;
}
