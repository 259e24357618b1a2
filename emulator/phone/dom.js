// Makes and finds elements. Text only ever becomes text: nothing here reads markup.

export const $ = (id) => document.getElementById(id);

/** An element with a class, attributes and children; strings become text. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null && child !== ""));
  return made;
}

/** An element of a picture, made like one of the page. */
export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== "") made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Text that only a screen reader has. */
export const unseen = (text) => el("span", { class: "unseen" }, text);

/** Seconds as a phone shows them. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Whether a list that scrolls stands at its end, where new lines should push it on. */
export const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 40;

export function toEnd(box) {
  box.scrollTop = box.scrollHeight;
}
