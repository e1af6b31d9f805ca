// Says sentences: the English sentence is the key, the words of the chosen language lie beside the app.
// A gap `{name}` takes a fact; `{n|one|few|many|other}` takes the form of a word that goes with the number n.

const KEY = "openevac-crew-language";
const LANGUAGES = ["uk", "en"];
const FORMS = { uk: ["one", "few", "many", "other"], en: ["one", "other"] };
const GAP = /\{([^}]*)\}/g;

/** @type {"uk" | "en"} */
let spoken = "uk";
/** @type {Record<string, string>} */
let sentences = {};

/** Gives the language of the app: what was chosen on this phone, else Ukrainian. @returns {"uk" | "en"} */
export function language() {
  const kept = localStorage.getItem(KEY);
  return kept !== null && LANGUAGES.includes(kept) ? /** @type {"uk" | "en"} */ (kept) : "uk";
}

/** Loads the words of the language; whoever draws pages draws them anew on `crew:language`. */
export async function speak() {
  spoken = language();
  const answer = await fetch(`/crew/words/${spoken}.json`);
  if (!answer.ok) throw new Error(`no words: ${answer.status}`);
  sentences = (await answer.json()).sentences;
  document.documentElement.lang = spoken;
  globalThis.dispatchEvent(new CustomEvent("crew:language", { detail: spoken }));
}

/** Keeps another language on this phone and speaks it. @param {"uk" | "en"} chosen */
export async function chooseLanguage(chosen) {
  localStorage.setItem(KEY, chosen);
  await speak();
}

/** Says a sentence with its facts. @param {string} english @param {Record<string, string | number>} [facts] */
export function said(english, facts = {}) {
  return filled(sentences[english] ?? english, facts, spoken);
}

/** Marks a sentence that a table holds and that is said later. @param {string} english */
export const sentence = (english) => english;

/** Fills the gaps of a sentence; pure. @param {string} text @param {Record<string, string | number>} facts @param {"uk" | "en"} tongue */
export function filled(text, facts, tongue) {
  return text.replaceAll(GAP, (_, gap) => {
    const [name, ...forms] = gap.split("|");
    if (!(name in facts)) throw new Error(`the sentence wants ${name}: ${text}`);
    const fact = facts[name];
    if (forms.length > 0) return form(Number(fact), forms, tongue);
    return typeof fact === "number" ? number(fact, tongue) : fact;
  });
}

/** @param {number} count @param {string[]} forms @param {"uk" | "en"} tongue */
function form(count, forms, tongue) {
  const place = FORMS[tongue].indexOf(new Intl.PluralRules(tongue).select(count));
  return forms[Math.min(place, forms.length - 1)];
}

/** @param {number} value @param {"uk" | "en"} tongue */
function number(value, tongue) {
  const grouped = Math.abs(value) >= 10_000;
  return new Intl.NumberFormat(tongue, { useGrouping: grouped, maximumSignificantDigits: value % 1 ? 3 : undefined }).format(value);
}
