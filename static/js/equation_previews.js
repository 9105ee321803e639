/* Pointing at a reference to an equation, or focusing it, shows the equation. Without this script, it is a link. */
const card = document.createElement("div");
card.className = "equation-card";
card.id = "lemma:equation-card";
card.role = "tooltip";
card.hidden = true;

/**
 * The equation that a reference leads to, in this note or drawn beside the reference to another one.
 * @param {HTMLAnchorElement} reference
 * @returns {Element | null | undefined}
 */
function equationOf(reference) {
  if (reference.matches(".eq-ref-note")) {
    const preview = reference.nextElementSibling;
    return preview?.matches(".eq-preview") ? preview : null;
  }
  const anchor = decodeURIComponent(reference.hash.slice(1));
  return anchor ? document.getElementById(anchor)?.closest(".math-display") : null;
}

/** @param {HTMLAnchorElement} reference */
function show(reference) {
  const equation = equationOf(reference);
  if (!equation) return;
  card.replaceChildren(.../** @type {Element} */ (equation.cloneNode(true)).childNodes);
  // A copy must not take the original's place as a target.
  for (const marked of card.querySelectorAll("[id]")) marked.removeAttribute("id");
  card.hidden = false;
  reference.setAttribute("aria-describedby", card.id);
  const place = reference.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const margin = 8;
  const left = Math.min(Math.max(margin, place.left + place.width / 2 - width / 2), innerWidth - width - margin);
  const fitsBelow = place.bottom + margin + height < innerHeight;
  card.style.left = `${left}px`;
  card.style.top = `${fitsBelow ? place.bottom + margin : place.top - margin - height}px`;
}

/** @param {HTMLAnchorElement | null} [reference] */
function hide(reference) {
  card.hidden = true;
  reference?.removeAttribute("aria-describedby");
}

/**
 * @param {Event} event
 * @returns {HTMLAnchorElement | null}
 */
const referenceOf = ({ target }) => (target instanceof Element ? target.closest("a.eq-ref") : null);

document.body.append(card);
document.addEventListener("pointerover", (event) => {
  const reference = referenceOf(event);
  if (reference && event.pointerType !== "touch") show(reference);
});
document.addEventListener("pointerout", (event) => {
  const reference = referenceOf(event);
  if (reference && !reference.contains(/** @type {Node | null} */ (event.relatedTarget))) hide(reference);
});
document.addEventListener("focusin", (event) => {
  const reference = referenceOf(event);
  if (reference) show(reference);
});
document.addEventListener("focusout", (event) => hide(referenceOf(event)));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
addEventListener("scroll", () => hide(), { passive: true });
