/* Selecting and copying text copies each drawn formula as the TeX its author wrote. */
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !event.clipboardData) return;
  const fragment = selection.getRangeAt(0).cloneContents();
  const whole = wholeFormula(selection);
  if (whole) fragment.replaceChildren(whole.cloneNode(true));
  const formulas = fragment.querySelectorAll(".math");
  if (!formulas.length) return;
  for (const formula of formulas) {
    const tex = formula.querySelector("annotation")?.textContent;
    const [open, close] = formula.matches(".math-display") ? ["\n$$\n", "\n$$\n"] : ["$", "$"];
    if (tex) formula.replaceWith(open + tex + close);
  }
  const holder = document.createElement("div");
  holder.append(fragment);
  event.clipboardData.setData("text/plain", textOf(holder));
  event.clipboardData.setData("text/html", holder.innerHTML);
  event.preventDefault();
});

/**
 * The formula that holds the whole selection: a part of a formula has no TeX of its own.
 * @param {Selection} selection
 */
function wholeFormula(selection) {
  const node = selection.getRangeAt(0).commonAncestorContainer;
  return (node instanceof Element ? node : node.parentElement)?.closest(".math");
}

/**
 * The holder's text with line breaks between blocks, as a browser would copy it.
 * @param {HTMLElement} holder
 */
function textOf(holder) {
  holder.style.cssText = "position:absolute;left:-9999px;white-space:pre-wrap";
  document.body.append(holder);
  const text = holder.innerText;
  holder.remove();
  return text.trim();
}
