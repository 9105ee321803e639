/** Whether a form holds anything that the server has not kept. */

/**
 * Whether the form came back from the server refused: what it shows is then not saved.
 * @param {HTMLFormElement} form
 */
export function hasErrors(form) {
  return Boolean(form.querySelector(".errornote, .errorlist"));
}

/** @param {HTMLFormElement} form */
export function isChanged(form) {
  return hasErrors(form) || [...form.elements].some((field) => field.getAttribute("name") && isFieldChanged(field));
}

/** @param {Element} field */
function isFieldChanged(field) {
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    // Without a chosen option the browser shows the first.
    const initial = options.findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, initial);
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (!(field instanceof HTMLInputElement) || field.type === "hidden" || field.type === "submit") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.type === "file" ? Boolean(field.files?.length) : field.value !== field.defaultValue;
}
