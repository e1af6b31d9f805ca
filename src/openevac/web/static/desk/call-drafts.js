// Half-finished calls, kept in this window until they are saved or thrown away. Readable: place, counts, ticks.
// Names, phones and doors stay in memory, and under the seal of a household for when the page is loaded anew.

import { keeper } from "../keeper/connection.js";

const STORE_MS = 400;
const SEAL_MS = 1200;
const KEPT_HIDDEN = new Set(["katottg", "lon", "lat", "repeat_of", "apart_from", "command_id"]);
/** What was typed about people in calls of this page, by call: gone when the window goes. */
const inMemory = new Map();

/** @param {HTMLElement} bar */
export function mount(bar) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("call-form"));
  const key = `openevac-calls-${document.body.dataset.organisation}-${bar.dataset.person}`;
  let current = crypto.randomUUID();
  let timer = 0;
  let sealing = 0;
  /** A call whose names wait for the keys. */
  let waiting = "";

  /** @returns {any[]} */
  const all = () => JSON.parse(sessionStorage.getItem(key) ?? "[]");
  const keep = (drafts) => {
    sessionStorage.setItem(key, JSON.stringify(drafts));
    show(drafts);
  };
  const place = () => form.querySelector("[data-part=place-search]");

  function later() {
    clearTimeout(timer);
    timer = setTimeout(store, STORE_MS);
  }

  function store() {
    if (form.hidden || form.matches("[data-restoring]")) return;
    const plain = readable();
    const told = form.callTyped?.();
    const others = all().filter((one) => one.id !== current);
    const anything = someone(told) || Object.entries(plain).some(([name, value]) => value && !["command_id", "priority"].includes(name));
    if (!anything) return keep(others);
    if (!waiting) inMemory.set(current, told);
    const before = all().find((one) => one.id === current);
    const label = form.querySelector("[data-place]").dataset.chosen ?? "";
    keep([...others, { id: current, at: before?.at ?? Date.now(), open: true, label: plain.katottg ? label : "", plain, sealed: before?.sealed ?? "" }]);
    if (someone(told) && !waiting) {
      clearTimeout(sealing);
      sealing = setTimeout(seal, SEAL_MS, current, told);
    }
  }

  /** @param {string} id @param {any} told */
  async function seal(id, told) {
    try {
      const sealed = await keeper.seal("household", { note: JSON.stringify(told) });
      keep(all().map((one) => (one.id === id ? { ...one, sealed } : one)));
    } catch {
      // Too long for a seal, or no keys to seal to: it stays in memory only, as the page says.
    }
  }

  function readable() {
    /** @type {Record<string, string>} */
    const plain = {};
    for (const one of form.elements) {
      if (!one.name || one.name === "csrfmiddlewaretoken" || (one.type === "hidden" && !KEPT_HIDDEN.has(one.name))) continue;
      if (one.type === "checkbox" || one.type === "radio") {
        if (one.checked) plain[one.name] = one.value;
      } else plain[one.name] = one.value;
    }
    return plain;
  }

  /** @param {any} draft */
  async function restore(draft) {
    form.dataset.restoring = "";
    form.reset();
    current = draft.id;
    for (const one of form.elements) {
      if (!(one.name in draft.plain) && one.type !== "checkbox") continue;
      if (one.type === "checkbox" || one.type === "radio") one.checked = draft.plain[one.name] === one.value;
      else if (one.name) one.value = draft.plain[one.name];
    }
    place().put?.({ code: draft.plain.katottg, lon: draft.plain.lon, lat: draft.plain.lat, name: draft.label });
    form.querySelector("[data-place]").dataset.chosen = draft.label;
    waiting = "";
    if (inMemory.has(draft.id)) put(inMemory.get(draft.id));
    else if (draft.sealed) await unseal(draft);
    delete form.dataset.restoring;
    form.dispatchEvent(new Event("change"));
  }

  /** @param {any} draft */
  async function unseal(draft) {
    waiting = draft.id;
    const state = await keeper.state().catch(() => null);
    if (!state?.open) {
      form.querySelector("[data-told-here]").textContent = bar.dataset.sealed;
      return;
    }
    const { id, kind, payload, wraps, epochs } = JSON.parse(draft.sealed);
    const role = Object.keys(wraps).find((one) => state.roles.includes(one)) ?? "";
    try {
      const { note } = await keeper.open({ id, kind, payload, role, epoch: epochs[role], wrap: wraps[role] });
      const told = JSON.parse(note);
      waiting = "";
      inMemory.set(draft.id, told);
      put(told);
      form.querySelector("[data-told-here]").textContent = "";
    } catch {
      form.querySelector("[data-told-here]").textContent = bar.dataset.lost;
    }
  }

  /** Puts what was typed about people back; a field somebody filled in meanwhile stays. @param {any} told */
  function put(told) {
    for (const [name, value] of Object.entries(told.typed)) {
      const field = form.querySelector(`[data-identity=${name}]`);
      if (field && !field.value) field.value = value;
    }
    if (told.rows.length) form.querySelector("[data-part=call-people]").putRows(told.rows);
    place().pin = told.pin;
  }

  /** @param {any[]} drafts */
  function show(drafts) {
    const others = drafts.filter((one) => one.id !== current);
    bar.hidden = others.length === 0;
    bar.setAttribute("aria-label", bar.dataset.label);
    bar.replaceChildren(...others.flatMap(chip));
  }

  /** @param {any} draft */
  function chip(draft) {
    const at = new Date(draft.at).toLocaleTimeString("uk-UA", { hour: "2-digit", minute: "2-digit" });
    const open = button(`${draft.label || bar.dataset.nowhere} ${at}`, () => {
      store();
      if (form.hidden) form.fresh();
      restore(draft).then(() => show(all()));
    });
    const drop = button("×", () => {
      inMemory.delete(draft.id);
      keep(all().filter((one) => one.id !== draft.id));
    });
    drop.setAttribute("aria-label", `${bar.dataset.drop}: ${open.textContent}`);
    drop.className = "quiet";
    return [open, drop];
  }

  function aside() {
    store();
    form.fresh();
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("place-chosen", later);
  form.addEventListener("call-fresh", () => {
    clearTimeout(timer);
    waiting = "";
    current = crypto.randomUUID();
    keep(all().map((one) => ({ ...one, open: false })));
  });
  form.addEventListener("call-kept", () => {
    clearTimeout(timer);
    clearTimeout(sealing);
    inMemory.delete(current);
    keep(all().filter((one) => one.id !== current));
  });
  form.querySelector("[data-put-aside]").addEventListener("click", aside);
  const keys = (event) => {
    if (event.key !== "F4" || event.altKey || event.ctrlKey || form.hidden) return;
    event.preventDefault();
    aside();
  };
  document.addEventListener("keydown", keys);
  const end = keeper.onChange((state) => {
    const draft = waiting && state.open ? all().find((one) => one.id === waiting) : null;
    if (draft) unseal(draft);
  });

  const open = all().find((one) => one.open);
  show(all());
  // The other parts of the form wake beside this one; what was typed goes back once they are all awake.
  if (open) setTimeout(() => restore(open).then(() => show(all())), 50);
  return () => {
    document.removeEventListener("keydown", keys);
    clearTimeout(timer);
    end();
  };
}

/** Tells whether anything was typed that is somebody's. @param {any} told */
function someone(told) {
  if (!told) return false;
  return Boolean(told.pin) || Object.values(told.typed).some(Boolean) || told.rows.some((row) => row.name || row.health);
}

/** @param {string} text @param {() => void} press */
function button(text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}
