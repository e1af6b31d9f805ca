// One who waits for word: when the number is open, what is said in their language stands beside it.

/** @param {HTMLElement} row */
export function mount(row) {
  const sentences = JSON.parse(row.dataset.sentences ?? "{}");
  const ring = /** @type {HTMLElement} */ (row.querySelector("[data-ring]"));
  const form = /** @type {HTMLElement} */ (row.querySelector("[data-rang]"));

  row.addEventListener("openevac:names", (event) => {
    const { shown, opened } = /** @type {CustomEvent} */ (event).detail;
    ring.hidden = form.hidden = !shown;
    if (!shown) return;
    const language = opened?.people?.[row.dataset.id ?? ""]?.language || "uk";
    const said = sentences[language] ?? sentences.uk;
    const [voice, text] = said[row.dataset.kind ?? ""] ?? said.relative;
    put("[data-say-voice]", voice, language);
    put("[data-say-text]", text, language);
    put("[data-say-wrong]", said.wrong, language);
    form.querySelector("button")?.focus();
  });

  /** @param {string} spot @param {string} sentence @param {string} language */
  function put(spot, sentence, language) {
    const place = /** @type {HTMLElement} */ (row.querySelector(spot));
    place.textContent = sentence;
    place.lang = language;
  }
}
