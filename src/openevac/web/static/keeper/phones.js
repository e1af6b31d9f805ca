// Phone numbers as people say and type them, into the one international form: the twin of openevac/domain/phones.py.

import { COUNTRIES } from "./countries.js";
import { Refusal } from "./refusal.js";

const NO_PHONE = new Set([
  "немає", "нема", "нет", "не має", "без телефону", "без телефона", "немає телефону", "нема телефону", "нет телефона",
  "телефону немає", "телефону нема", "телефона нет", "відсутній", "нема звязку", "немає звязку", "нет связи",
  "no", "none", "no phone", "n/a",
]);
const WORD = "[\\p{L}\\p{N}_]";
const LABEL = new RegExp(`^(телефон|тел|моб|т|номер|viber|вайбер|phone|tel|mob)(?!${WORD})[.: ]*`, "u");
const EXTRA = /(дод|доб|вн|ext|x)\.?\s*\p{Nd}{1,6}$/u;
const DASHES = /[‐‑‒–—―−~.]/gu;
const ALLOWED = /^[0-9+()\-/ ]+$/;
const SEVERAL = new RegExp(`[,;|\\n]|(?<!${WORD})(або|та|или|и|or|and)(?!${WORD})`, "u");
const HOME_CODE = "380";

/** Tells whether somebody wrote that there is no phone. @param {string} text */
export function saysNoPhone(text) {
  const words = plain(text).replace(/['’‘ʼ`]/gu, "").replace(/^[ .\-–—()]+|[ .\-–—()]+$/gu, "");
  return NO_PHONE.has(words.split(/\s+/u).filter(Boolean).join(" ")) || /^[-–—]+$/u.test(text.trim());
}

/** Reads one phone number and gives it in E.164; refuses anything else, without the number in it. @param {string} text */
export function phoneNumber(text) {
  if (saysNoPhone(text)) throw new Refusal("no_phone", { field: "phones" });
  const bare = plain(text).replace(LABEL, "").replace(EXTRA, "").trim().replace(DASHES, "-");
  if (!bare) throw new Refusal("no_phone", { field: "phones" });
  const digits = bare.replace(/[^0-9]/g, "");
  if (SEVERAL.test(bare) || bare.split("+").length > 2 || digits.length > 18) {
    throw new Refusal("several_phones", { field: "phones" });
  }
  if (!ALLOWED.test(bare)) throw new Refusal("no_phone", { field: "phones" });
  return inOneForm(dialled(bare, digits));
}

/** @param {string} text */
function plain(text) {
  const seen = text.normalize("NFKC").replace(/\p{Zs}/gu, " ");
  return seen.replace(/(?![\n\t])[\p{Cf}\p{Cc}]/gu, "").replaceAll("\t", " ").trim().toLowerCase();
}

/** Turns what is dialled inside the former Soviet network into the international form. @param {string} bare @param {string} digits */
function dialled(bare, digits) {
  if (bare.startsWith("+")) return `+${digits}`;
  if (digits.startsWith("810") && digits.length > 11) return `+${digits.slice(3)}`;
  if (digits.startsWith("80") && digits.length === 11) return `+38${digits.slice(1)}`;
  if (digits.startsWith("8") && digits.length === 11) return `+7${digits.slice(1)}`;
  if (digits.startsWith("7") && digits.length === 11) return `+${digits}`;
  return digits;
}

/** @param {string} number */
function inOneForm(number) {
  const home = number.startsWith("+") ? number.slice(1) : number.startsWith("00") ? number.slice(2) : "";
  const international = home || (/^380(0?)[0-9]{9}$/.test(number) ? number : "");
  if (international) return international.startsWith(HOME_CODE) ? ofHome(international.slice(3)) : foreign(international);
  return ofHome(number);
}

/** @param {string} national */
function ofHome(national) {
  const digits = national.startsWith("0") ? national.slice(1) : national;
  if (!/^[1-9][0-9]{8}$/.test(digits)) {
    throw new Refusal(digits.length < 9 ? "phone_too_short" : "phone_too_long", { field: "phones" });
  }
  if (new Set(digits).size === 1) throw new Refusal("no_phone", { field: "phones" });
  return `+${HOME_CODE}${digits}`;
}

/** @param {string} international */
function foreign(international) {
  const code = [1, 2, 3].map((length) => international.slice(0, length)).find((one) => Object.hasOwn(COUNTRIES, one));
  if (!code) throw new Refusal("no_phone", { field: "phones" });
  const [possible, prefix] = COUNTRIES[code];
  const lengths = possible.split(",").map(Number);
  const digits = withoutPrefix(international.slice(code.length), prefix, lengths);
  if (digits.length < lengths[0]) throw new Refusal("phone_too_short", { field: "phones" });
  if (digits.length > lengths[lengths.length - 1]) throw new Refusal("phone_too_long", { field: "phones" });
  if (!lengths.includes(digits.length) || new Set(String(BigInt(digits))).size === 1) {
    throw new Refusal("no_phone", { field: "phones" });
  }
  return `+${code}${digits}`;
}

/**
 * Takes away what is dialled at home before the number: +49 (0) 30 ... means +49 30 ...
 * @param {string} digits @param {string} prefix @param {number[]} lengths
 */
function withoutPrefix(digits, prefix, lengths) {
  if (!prefix || !digits.startsWith(prefix)) return digits;
  const bare = digits.slice(prefix.length);
  const fits = lengths.includes(bare.length) || bare.length > lengths[lengths.length - 1];
  return fits && (prefix === "0" || !lengths.includes(digits.length)) ? bare : digits;
}
