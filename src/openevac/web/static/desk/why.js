// The sentence for a reason the keeper gave; the sentences stand in the page (keys/words.html).

/** @param {{reason?: string, facts?: {waitMs?: number}}} told */
export function why(told) {
  const reason = told?.reason ?? "failed";
  const find = (/** @type {string} */ one) => document.querySelector(`template[data-why="${CSS.escape(one)}"]`);
  const said = (find(reason) ?? find("failed"))?.innerHTML ?? reason;
  return said.replace("@", String(Math.ceil((told?.facts?.waitMs ?? 0) / 1000)));
}
