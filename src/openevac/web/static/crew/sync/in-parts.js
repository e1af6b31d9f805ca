// Fetching a drive part over a line that is cut again and again: what came stays, and the rest is asked for.

import { remove, write } from "../store/database.js";
import { API, headersOf, Refused, refusalOf, Silence } from "./asking.js";
import { BEGUN, kept } from "./kept.js";

/** No byte for so long is a cut. A slow line that carries something is none, however long it takes. */
const SILENT_MS = 40_000;
/** What came is put on the disk each so many bytes: a page may be killed as well as a line. */
const KEPT_EACH = 65_536;

/** @typedef {{etag: string, bytes: Uint8Array<ArrayBuffer>}} Begun */

/**
 * Gives the drive part and its ETag; null where it is the one we name. Rejects with Silence where the line was cut, and
 * then goes on from there at the next try, or anew if the base has another one meanwhile.
 * @param {string} code @param {string} etag of what we have, or empty @param {import("./sending.js").How} how
 * @returns {Promise<{json: any, etag: string} | null>}
 */
export async function askInParts(code, etag, how) {
  const key = [BEGUN, code];
  /** @type {Begun | undefined} */
  const begun = /** @type {any} */ (await kept(BEGUN, code));
  const stall = new AbortController();
  const watch = watching(() => stall.abort());
  try {
    const answer = await fetch(`${API}mission/${encodeURIComponent(code)}/drive`, {
      headers: { ...headersOf(how), ...(begun ? { Range: `bytes=${begun.bytes.length}-`, "If-Range": begun.etag } : etag ? { "If-None-Match": etag } : {}) },
      cache: "no-store", credentials: "omit", redirect: "error", signal: AbortSignal.any([how.signal, stall.signal]),
    });
    watch.heard();
    if (answer.status === 304) return null;
    if (answer.status === 416) await remove("missions", key);
    if (!answer.ok) throw await refusalOf(answer);
    const came = answer.headers.get("ETag") ?? "";
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (!isJson || (answer.status === 206 && !isRest(answer, begun))) throw new Silence("no answer of the base");
    const parts = answer.status === 206 && begun ? [begun.bytes] : [];
    const whole = await read(answer, parts, watch, (bytes) => keepBegun(key, { etag: came, bytes }));
    const json = parsed(whole);
    await remove("missions", key);
    if (json === null) throw new Silence("no answer of the base");
    return came && came === etag ? null : { json, etag: came };
  } catch (fault) {
    if (fault instanceof Refused || fault instanceof Silence) throw fault;
    throw new Silence("no answer", { cause: fault });
  } finally {
    watch.end();
  }
}

/** Reads to the end; what came before a cut is kept. @param {Response} answer @param {Uint8Array<ArrayBuffer>[]} parts @param {{heard: () => void}} watch @param {(bytes: Uint8Array<ArrayBuffer>) => Promise<void>} keepIt */
async function read(answer, parts, watch, keepIt) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (answer.body).getReader();
  let unkept = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(parts);
      watch.heard();
      parts.push(value);
      unkept += value.length;
      if (unkept < KEPT_EACH) continue;
      await keepIt(joined(parts));
      unkept = 0;
    }
  } catch (fault) {
    if (unkept > 0) await keepIt(joined(parts));
    throw fault;
  }
}

/** Only a part of known bytes can be gone on with. @param {IDBValidKey} key @param {Begun} begun */
async function keepBegun(key, begun) {
  if (begun.etag) await write("missions", key, begun);
}

/** Whether what comes is the rest of just what was begun. @param {Response} answer @param {Begun | undefined} begun */
function isRest(answer, begun) {
  const [, from] = /^bytes (\d+)-/.exec(answer.headers.get("Content-Range") ?? "") ?? [];
  return begun !== undefined && Number(from) === begun.bytes.length && answer.headers.get("ETag") === begun.etag;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {any} null where it is no JSON of the base */
function parsed(bytes) {
  try {
    const json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return json !== null && typeof json === "object" ? json : null;
  } catch {
    return null; // whatever it is, it is not the base's, and it is asked for anew
  }
}

/** @param {Uint8Array<ArrayBuffer>[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Tells when nothing was heard for too long. @param {() => void} silent */
function watching(silent) {
  let timer = setTimeout(silent, SILENT_MS);
  return {
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(silent, SILENT_MS);
    },
    end: () => clearTimeout(timer),
  };
}
