/**
 * Tags as a row of words with completion. The form's own line of text stays what is sent: without this script an author
 * types names and commas into it.
 */
import { whenNotComposing } from "./text.js";
import { control } from "./dom.js";
/** @import { Editor } from "./index.js" */

const SEPARATORS = /[,，、\n]/;
const WAIT_MS = 150;
const OWN = "own";

/** @param {Editor} editor */
export function completeTags({ root, form }) {
  const source = control(form, "tags");
  const { box, chips, input, list } = build(source);
  let names = split(source.value);
  /** @type {string[]} */
  let options = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  draw();
  source.addEventListener("input", (event) => {
    if (event instanceof CustomEvent && event.detail === OWN) return;
    names = split(source.value);
    draw();
  });
  box.addEventListener("click", (event) => { if (event.target === box) input.focus(); });
  input.addEventListener("input", () => {
    if (SEPARATORS.test(input.value)) whenNotComposing(() => add(input.value));
    else ask();
  });
  input.addEventListener("paste", (event) => {
    // A line of text would lose the line breaks between names.
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (!SEPARATORS.test(pasted)) return;
    event.preventDefault();
    add(input.value + pasted);
  });
  input.addEventListener("focus", ask);
  input.addEventListener("blur", () => {
    // An image that has arrived borrows the focus for a moment.
    setTimeout(() => { if (document.activeElement !== input) add(input.value); });
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const isHandled = keys[event.key]?.();
    if (isHandled) event.preventDefault();
  });

  /** @type {Record<string, () => boolean>} whether the key was handled */
  const keys = {
    ArrowDown: () => choose(active + 1),
    ArrowUp: () => choose(active - 1),
    Enter: () => { if (options[active]) pick(options[active]); else add(input.value); return true; },
    Escape: () => { const wasOpen = !list.hidden; close(); return wasOpen; },
    Backspace: () => {
      if (input.value || !names.length) return false;
      change(names.slice(0, -1));
      return true;
    },
  };

  /** @param {string} typed */
  function add(typed) {
    input.value = "";
    const fresh = split(typed).filter((name) => !has(name));
    if (fresh.length) change([...names, ...fresh]);
    close();
  }

  /** @param {string} name */
  function pick(name) {
    input.value = "";
    change([...names, name]);
    input.focus();
    ask();
  }

  /** @param {string[]} next */
  function change(next) {
    names = next;
    source.value = names.join(", ");
    source.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: OWN }));
    draw();
  }

  /** @param {string} name */
  const has = (name) => names.some((other) => other.toLowerCase() === name.toLowerCase());

  function draw() {
    chips.replaceChildren(...names.map((name) => chip(name)));
  }

  /** @param {string} name */
  function chip(name) {
    const item = document.createElement("li");
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `× ${name}`);
    remove.addEventListener("click", () => { change(names.filter((other) => other !== name)); input.focus(); });
    item.append(name, remove);
    return item;
  }

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asked += 1;
      const number = asked;
      const url = `${root.dataset.tagsUrl}?q=${encodeURIComponent(input.value.trim())}`;
      const response = await fetch(url).catch(() => null);
      /** @type {{ tags: string[] }} */
      const answer = response?.ok ? await response.json() : { tags: [] };
      // An answer that was overtaken, or comes after the author has left, is of no use.
      if (number === asked && document.activeElement === input) open(answer.tags.filter((name) => !has(name)));
    }, WAIT_MS);
  }

  /** @param {string[]} found */
  function open(found) {
    options = found;
    active = -1;
    list.replaceChildren(...found.map((name, index) => option(name, index)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {string} name @param {number} index */
  function option(name, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.textContent = name;
    // Not "click": the input must not lose its focus first.
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(name); });
    return item;
  }

  /** @param {number} index */
  function choose(index) {
    if (!options.length) return false;
    active = (index + options.length) % options.length;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    list.children[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[active].id);
    return true;
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    open([]);
  }
}

/**
 * The names in a text of names, each once.
 * @param {string} text
 * @returns {string[]}
 */
function split(text) {
  const seen = new Map();
  for (const piece of text.split(SEPARATORS)) {
    const name = piece.trim().replace(/\s+/g, " ");
    if (name && !seen.has(name.toLowerCase())) seen.set(name.toLowerCase(), name);
  }
  return [...seen.values()];
}

/**
 * The box that replaces the form's line of text, with the line's label, help and place in the tab order.
 * @param {ReturnType<typeof control>} source
 */
function build(source) {
  const box = document.createElement("div");
  box.className = "tags-input";
  const chips = document.createElement("ul");
  chips.className = "tags-input-chips";
  const input = document.createElement("input");
  const list = document.createElement("ul");
  Object.assign(list, { id: `${source.id}_options`, className: "tags-input-options", hidden: true });
  list.setAttribute("role", "listbox");
  Object.assign(input, { type: "text", id: `${source.id}_typed`, autocomplete: "off", className: "tags-input-typed" });
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    "aria-describedby": `${source.id}_helptext`,
  })) input.setAttribute(name, value);
  const label = source.form?.querySelector(`label[for="${source.id}"]`);
  label?.setAttribute("for", input.id);
  list.setAttribute("aria-label", label?.textContent ?? "");
  source.hidden = true;
  source.after(box);
  box.append(chips, input, list);
  return { box, chips, input, list };
}
