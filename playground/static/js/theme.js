// A classic script on purpose: it runs before the first paint, so a remembered dark page never flashes white.
(() => {
  try {
    const kept = JSON.parse(localStorage.getItem("playground.settings") ?? "{}");
    if (kept.theme === "light" || kept.theme === "dark") document.documentElement.dataset.theme = kept.theme;
    if (kept.lang === "en") document.documentElement.lang = "en";
  } catch {
    localStorage.removeItem("playground.settings");
  }
})();
