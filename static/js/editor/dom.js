/** Queries for elements that the templates promise: one that is missing is an error that names it. */

/**
 * The first element that matches the selector.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 * @throws {Error} if there is none, or one of another type
 */
export function query(root, selector, type) {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`No ${type.name} matches ${selector}`);
  return element;
}

/**
 * The text field, selection or hidden field of this name.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @throws {Error} if there is none, or more than one
 */
export function control(form, name) {
  const element = form.elements.namedItem(name);
  const isControl = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
    || element instanceof HTMLSelectElement;
  if (!isControl) throw new Error(`The form has no control named ${name}`);
  return element;
}
