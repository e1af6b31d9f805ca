// Asking the base one question. Only what reads as its own answer counts: a hotel's sign-in page is not the base.

export const API = "/api/v1/";
const ANSWERS_WITHIN_MS = 40_000;

/** Nobody answered, or what came back was cut off or is not of the base: nothing is known of what was asked. */
export class Silence extends Error {}

/** The base answered that it will not do this. */
export class Refused extends Error {
  /** @param {number} status @param {{problem: string, row?: number | null}} told @param {number} waitS */
  constructor(status, told, waitS) {
    super(told.problem);
    this.status = status;
    this.row = told.row ?? null;
    this.waitS = waitS;
  }
}

/**
 * Asks, and gives the answer as JSON with its ETag; null where nothing has changed since the one we named.
 * Rejects with Silence or Refused.
 * @param {string} path
 * @param {{token: string, language: string, body?: object, etag?: string, signal: AbortSignal}} how
 * @returns {Promise<{json: any, etag: string} | null>}
 */
export async function ask(path, { token, language, body, etag, signal }) {
  const headers = headersOf({ token, language });
  if (body) headers["Content-Type"] = "application/json";
  if (etag) headers["If-None-Match"] = etag;
  let answer;
  let json;
  try {
    answer = await fetch(API + path, {
      method: body ? "POST" : "GET",
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]),
    });
    if (answer.status === 304) return null;
    json = await answer.json();
  } catch (fault) {
    throw new Silence("no answer", { cause: fault });
  }
  if (json === null || typeof json !== "object") throw new Silence("no answer of the base");
  if (answer.ok) return { json, etag: answer.headers.get("ETag") ?? "" };
  throw refused(answer, json);
}

/** What every question carries. @param {{token: string, language: string}} how @returns {Record<string, string>} */
export const headersOf = ({ token, language }) => ({ Authorization: `Bearer ${token}`, "Accept-Language": language });

/** Reads why the base will not; an answer that is not its own is silence. @param {Response} answer @returns {Promise<Refused | Silence>} */
export async function refusalOf(answer) {
  const json = await answer.json().catch(() => null);
  return refused(answer, json ?? {});
}

/** @param {Response} answer @param {any} json */
function refused(answer, json) {
  if (typeof json.problem !== "string") return new Silence("no answer of the base");
  return new Refused(answer.status, json, Number(answer.headers.get("Retry-After")) || 0);
}
