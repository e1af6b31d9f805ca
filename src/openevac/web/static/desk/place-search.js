// A field for a place: any spelling, a code, a position or a link to a map. Arrow keys choose, Enter takes.
// What goes to the server is the name of a place or a position rounded to 100 m; the exact pin stays in `field.pin`.

import { coarse, findPositions } from "./positions.js";

const WAIT_MS = 180;
// A street or a house number behind a name is somebody's door: it never leaves this page.
const DOOR = /[\d№]|(?<![\p{L}])(?:вул|ул|вулиц|улиц|пров|пер|просп|бульв|буд|дом|кв)\p{L}*\b.*/u;
const CODE = /^\s*UA\d{17}\s*$/i;

/** @param {HTMLElement} field */
export function mount(field) {
  const input = /** @type {HTMLInputElement} */ (field.querySelector("[data-place]"));
  const list = /** @type {HTMLElement} */ (field.querySelector("[role=listbox]"));
  const told = /** @type {HTMLElement} */ (field.querySelector("[data-place-told]"));
  const hidden = (name) => /** @type {HTMLInputElement} */ (field.querySelector(`[name=${name}]`));
  const hint = told.textContent;
  const form = input.form;
  let timer = 0;
  let asked = 0;
  let at = -1;
  /** @type {{code: string, name: string, area: string, km?: number}[]} */
  let places = [];
  field.pin = null;

  input.addEventListener("input", () => {
    forget();
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (moves) mark((at + moves + places.length) % places.length);
    else if (event.key === "Enter" && at >= 0) take(at);
    else if (event.key === "Escape") close();
    else if (event.key === "Tab" && at >= 0) return take(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
    event.preventDefault();
  });
  form?.addEventListener("reset", () => {
    forget();
    told.textContent = hint;
  });
  /** A pin set on the map: the place that was chosen stays, else the nearest is offered. @param {{lon: number, lat: number}} at */
  field.point = ({ lon, lat }) => {
    const chosen = hidden("katottg").value;
    field.pin = [lon, lat];
    const rough = coarse(lon, lat);
    hidden("lon").value = String(rough.lon);
    hidden("lat").value = String(rough.lat);
    if (chosen) {
      told.textContent = field.dataset.pinned;
      say();
    } else {
      input.value = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
      look();
      input.focus();
    }
  };
  field.put = (place) => {
    forget();
    input.value = place.name;
    hidden("katottg").value = place.code ?? "";
    hidden("lon").value = place.lon ?? "";
    hidden("lat").value = place.lat ?? "";
    field.pin = place.pin ?? null;
    say();
  };

  // Who types as soon as the page stands there is ahead of this script.
  if (input.value) look();

  function forget() {
    for (const name of ["katottg", "lon", "lat"]) hidden(name).value = "";
    field.pin = null;
    field.centre = null;
    input.removeAttribute("aria-invalid");
    close();
    say();
  }

  async function look() {
    const mine = ++asked;
    const text = input.value;
    const [found] = findPositions(text);
    if (found) {
      if (found.fault) {
        told.textContent = found.fault === "outside" ? field.dataset.outside : field.dataset.noPosition;
        return;
      }
      const rough = coarse(found.lon, found.lat);
      field.pin = [found.lon, found.lat];
      hidden("lon").value = String(rough.lon);
      hidden("lat").value = String(rough.lat);
      const near = await ask({ lon: rough.lon, lat: rough.lat });
      if (mine !== asked) return;
      say();
      if (near?.places.length) show(near.places);
      told.textContent = near?.places.length
        ? field.dataset.position.replace("@", near.places[0].name).replace("#", String(near.places[0].km))
        : field.dataset.positionAlone;
      return;
    }
    const name = CODE.test(text) ? text.trim() : text.replace(DOOR, "").trim();
    if (name.length < 2) return;
    const answer = await ask({ q: name });
    if (mine !== asked || !answer) return;
    if (!answer.known && CODE.test(text)) {
      hidden("katottg").value = name.toUpperCase();
      say();
      return;
    }
    if (answer.known) show(answer.places);
    told.textContent = !answer.known ? hint : answer.places.length ? field.dataset.count.replace("@", String(answer.places.length)) : field.dataset.none;
  }

  /** @param {Record<string, string | number>} sought */
  async function ask(sought) {
    const body = new URLSearchParams(Object.entries(sought).map(([name, value]) => [name, String(value)]));
    const token = form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch("/places/search/", { method: "POST", body, headers: { "X-CSRFToken": token } });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  function show(found) {
    places = found;
    at = -1;
    list.replaceChildren(...places.map(option));
    list.hidden = places.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (places.length) mark(0);
  }

  function option(place, number) {
    const item = document.createElement("li");
    item.id = `${input.id}-option-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("strong");
    name.textContent = place.name;
    const away = place.km === undefined ? "" : ` · ${field.dataset.away.replace("@", String(place.km))}`;
    item.append(name, ` ${place.area}${away}`);
    return item;
  }

  function mark(number) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = number;
    const now = list.children[at];
    now?.setAttribute("aria-selected", "true");
    now?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", now?.id ?? "");
  }

  function take(number) {
    const place = places[number];
    if (!place) return;
    clearTimeout(timer);
    asked += 1;
    hidden("katottg").value = place.code;
    field.centre = place.centre ?? null;
    if (!field.pin) input.value = place.name;
    input.dataset.chosen = place.name;
    told.textContent = [place.name, place.area].filter(Boolean).join(", ");
    close();
    say();
  }

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function say() {
    field.dispatchEvent(new CustomEvent("place-chosen", { bubbles: true }));
  }
}
