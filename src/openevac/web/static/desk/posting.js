// Sends a command from a script as a form would: with the page's form token and a fresh command id.

/** @param {string} address @param {Record<string, string>} [fields] */
export function posted(address, fields = {}) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  const body = new URLSearchParams({ command_id: crypto.randomUUID(), ...fields });
  return fetch(address, { method: "POST", headers: { ...headers, "HX-Request": "true" }, body });
}
