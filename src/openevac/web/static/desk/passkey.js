// Asks the browser for a passkey, or makes one, and sends what it gave; the options come from the server.

/** @param {HTMLFormElement} form */
export function mount(form) {
  const credential = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const told = /** @type {HTMLElement} */ (form.querySelector("[data-told]"));
  if (!("credentials" in navigator) || !isName(location.hostname)) {
    button.disabled = true;
    told.textContent = form.dataset.noPasskey ?? "";
    return;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const options = form.dataset.options ? JSON.parse(form.dataset.options) : await asked(form.dataset.from ?? "");
      const given = form.hasAttribute("data-new") ? await made(options.creation_options) : await shown(options.request_options);
      credential.value = JSON.stringify(given);
      form.submit();
    } catch {
      told.textContent = form.dataset.notGiven ?? "";
      button.disabled = false;
    }
  });
}

/** Tells whether a host has a name; passkeys are bound to names, never to bare numbers. @param {string} host */
export const isName = (host) => !/^[\d.]+$|^\[/.test(host);

/** @param {string} address */
async function asked(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** @param {any} options */
async function made({ publicKey }) {
  const selection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const options = {
    ...publicKey,
    authenticatorSelection: selection,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: (publicKey.excludeCredentials ?? []).map(withBytes),
  };
  const given = /** @type {any} */ (await navigator.credentials.create({ publicKey: options }));
  const { attestationObject, clientDataJSON } = given.response;
  const transports = given.response.getTransports?.() ?? [];
  return told(given, { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON), transports });
}

/** @param {any} options */
async function shown({ publicKey }) {
  const options = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: (publicKey.allowCredentials ?? []).map(withBytes),
  };
  const given = /** @type {any} */ (await navigator.credentials.get({ publicKey: options }));
  const { authenticatorData, clientDataJSON, signature, userHandle } = given.response;
  return told(given, {
    authenticatorData: text(authenticatorData),
    clientDataJSON: text(clientDataJSON),
    signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  });
}

/** @param {any} given @param {Record<string, unknown>} response */
const told = (given, response) => ({
  id: given.id,
  rawId: text(given.rawId),
  type: given.type,
  response,
  clientExtensionResults: given.getClientExtensionResults(),
});

/** @param {any} one */
const withBytes = (one) => ({ ...one, id: bytes(one.id) });

/** @param {string} given base64 for addresses */
const bytes = (given) =>
  Uint8Array.from(atob(given.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

/** @param {ArrayBuffer} given */
const text = (given) =>
  btoa(String.fromCharCode(...new Uint8Array(given))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
