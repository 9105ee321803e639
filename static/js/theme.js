/* Light or dark: the reader's choice, kept in this browser; without one the system's. Runs before the page is drawn. */
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  /** @param {string} theme */
  const write = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* private windows may refuse */ } };

  const chosen = read();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-theme-toggle]"))) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const current = root.dataset.theme ?? (system.matches ? "dark" : "light");
        root.dataset.theme = current === "dark" ? "light" : "dark";
        write(root.dataset.theme);
      });
    }
  });
})();
