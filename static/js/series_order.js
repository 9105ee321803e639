/** The posts of a series move up and down by buttons, and are numbered anew. */

for (const table of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-editor-order]"))) {
  const rows = () => [...table.querySelectorAll("[data-order-row]")];

  for (const row of rows()) {
    const cell = row.querySelector('input[type="number"]')?.parentElement;
    if (!cell) continue;
    cell.append(button(row, "up"), button(row, "down"));
  }

  /** @param {Element} row @param {"up" | "down"} direction */
  function button(row, direction) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "series-posts-move";
    made.textContent = direction === "up" ? "↑" : "↓";
    made.title = table.dataset[direction] ?? "";
    made.setAttribute("aria-label", `${table.dataset[direction]}: ${row.querySelector("a")?.textContent ?? ""}`);
    made.addEventListener("click", () => {
      const other = direction === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (direction === "up") other.before(row);
      else other.after(row);
      rows().forEach((each, index) => {
        /** @type {HTMLInputElement | null} */
        const position = each.querySelector('input[type="number"]');
        if (position) position.value = String(index + 1);
      });
      made.focus();
    });
    return made;
  }
}
