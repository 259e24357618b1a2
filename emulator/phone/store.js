// What the emulator told: calls, steps and the rest, and which call is looked at. Knows no elements.

const MOST_STEPS = 20000;
const MOST_RECORDS = 2000;

export const told = {
  calls: new Map(),
  steps: new Map(), // by number
  messages: new Map(),
  conferences: new Map(),
  queues: new Map(),
  faxes: new Map(),
  facts: {},
  now: 0, // seconds, as of `at`
  at: 0,
  selected: "", // the call that is looked at
  held: "", // the party whose phone the person holds: that call, or a leg that it made
  live: 0, // steps from this number on have come while the page was open
};

const listeners = new Set();
let planned = false;
let pending = null;

/** Run `listener(changed)` after each change; `changed` has what came, or null where all may differ. */
export function watch(listener) {
  listeners.add(listener);
}

function plan(changed) {
  pending = planned ? merge(pending, changed) : changed;
  if (planned) return;
  planned = true;
  const run = () => {
    planned = false;
    const now = pending;
    pending = null;
    for (const listener of listeners) listener(now);
  };
  if (document.hidden) setTimeout(run);
  else requestAnimationFrame(run);
}

function merge(one, other) {
  if (one === null || other === null) return null;
  return { ...one, ...other, entries: [...(one.entries ?? []), ...(other.entries ?? [])] };
}

/** Take in what an event told. */
export function take(change) {
  if (change.reset) {
    for (const kind of ["calls", "steps", "messages", "conferences", "queues", "faxes"]) told[kind].clear();
    told.selected = told.held = "";
    told.live = Math.max(0, ...(change.entries ?? []).map((entry) => entry.n)) + 1;
  }
  told.now = change.now ?? told.now;
  told.at = performance.now();
  const begun = (change.calls ?? []).filter((row) => !told.calls.has(row.sid));
  for (const kind of ["calls", "messages", "conferences", "queues", "faxes"]) {
    for (const row of change[kind] ?? []) told[kind].set(row.sid, row);
    bound(told[kind], MOST_RECORDS);
  }
  for (const entry of change.entries ?? []) told.steps.set(entry.n, entry);
  bound(told.steps, MOST_STEPS);
  const chosen = choose(begun);
  plan(change.reset || chosen ? null : change);
}

function bound(map, most) {
  for (const key of map.keys()) {
    if (map.size <= most) break;
    map.delete(key);
  }
}

/** Look at a call that begins, unless another one is under way; of those that went on meanwhile, none is put in its place. */
function choose(begun) {
  const current = told.calls.get(told.selected);
  if (told.held !== told.selected && told.calls.get(told.held)?.over) {
    told.held = told.selected;
    return true;
  }
  if (current && !current.over) return false;
  const newest = begun.filter((row) => !row.parent && !row.over).pop();
  if (!newest) return false;
  told.selected = told.held = newest.sid;
  return true;
}

export function select(sid) {
  told.selected = told.held = sid;
  plan(null);
}

export function hold(sid) {
  told.held = sid;
  plan(null);
}

/** Steps of the past that were asked for. */
export function add(entries) {
  for (const entry of entries) told.steps.set(entry.n, entry);
  plan(null);
}

export function* roots() {
  for (const row of told.calls.values()) if (!row.parent) yield row;
}

/** A call and the legs that it made. */
export function family(sid) {
  const found = new Map();
  const root = told.calls.get(sid);
  if (!root) return found;
  found.set(sid, root);
  for (const row of told.calls.values()) if (found.has(row.parent)) found.set(row.sid, row);
  return found;
}

/** The steps of some calls, in order. */
export function stepsOf(legs) {
  return [...told.steps.values()].filter((entry) => legs.has(entry.subject)).sort((one, other) => one.n - other.n);
}

/** The emulator's time now, as far as it was told. */
export const now = () => told.now + (performance.now() - told.at) / 1000;

/** The number of the person at the end of a leg. */
export const party = (row) => (row.direction === "inbound" ? row.from : row.to);

/** What the lines of a call say of that person. */
export function role(row) {
  if (row.parent) return row.to;
  return row.direction === "inbound" ? "Caller" : "Callee";
}
