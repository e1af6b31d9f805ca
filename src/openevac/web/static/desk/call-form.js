// The call form: keys, tags while typing, sealing before sending. Fields of people have no name and are never sent.

import { keeper } from "../keeper/connection.js";
import "./call-kept.js"; // loaded with the form, so that Enter is heard as soon as the number stands there
import { canTag, forgetSeals, readPhone, sealHousehold, sealPeople, tagsOf } from "./call-sealing.js";

const LOOK_MS = 250;
const FIELD_OF = { katottg: "place", position: "place", phone_tags: "phones", needs: "people", receipts_named: "receipts", receipt: "receipts", carry_floors: "floor" };

/** @param {HTMLFormElement} form */
export function mount(form) {
  const $ = (query) => form.querySelector(query);
  const identity = (name) => $(`[data-identity=${name}]`);
  const place = $("[data-part=place-search]");
  const people = $("[data-part=call-people]");
  const similar = document.getElementById("similar");
  const phoneTold = $("[data-phone-told]");
  const told = $("[data-told-here]");
  let timer = 0;
  let working = false;

  const typed = () => Object.fromEntries([...form.querySelectorAll("[data-identity]")].map((one) => [one.dataset.identity, one.value]));
  const count = (name) => Number(form.elements[name].value) || 0;
  const counts = () => Object.fromEntries(["people", "walks_with_help", "wheelchairs", "stretchers"].map((name) => [name, count(name)]));
  form.callTyped = () => ({ typed: typed(), rows: people.rows?.() ?? [], pin: place.pin ?? null });

  async function look() {
    const all = typed();
    const phone = readPhone(all.phones);
    if (phone.none) form.elements.no_phone.checked = true;
    const tags = await tagsOf({ ...all, number: phone.number, katottg: form.elements.katottg.value });
    form.elements.phone_tags.value = form.elements.no_phone.checked ? "" : tags.phone;
    form.elements.house_tag.value = tags.house;
    phoneTold.textContent = phone.number && !tags.phone && !(await canTag()) ? form.dataset.tagClosed : "";
    similar.dispatchEvent(new CustomEvent("look"));
  }

  function lookSoon() {
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_MS);
  }

  function wrong() {
    const phone = readPhone(identity("phones").value);
    const noPhone = form.elements.no_phone.checked || phone.none;
    if (!form.elements.katottg.value && !form.elements.lon.value) return [$("[data-place]"), form.dataset.noPlace];
    if (!noPhone && phone.bad) return [identity("phones"), form.dataset.badNumber];
    if (!noPhone && !phone.number) return [identity("phones"), form.dataset.noNumber];
    if (!count("people")) return [form.elements.people, form.dataset.nobody];
    const { people: all, ...apart } = counts();
    if (Object.values(apart).reduce((sum, one) => sum + one, 0) > all) return [form.elements.people, form.dataset.tooManyMove];
    return null;
  }

  function complain(field, sentence) {
    told.textContent = sentence;
    told.classList.add("refused");
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  async function save() {
    if (working || form.hidden) return;
    for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    told.classList.remove("refused");
    const fault = wrong();
    if (fault) return complain(...fault);
    working = true;
    told.textContent = form.dataset.sealing;
    try {
      await fill();
    } catch {
      working = false;
      told.textContent = form.dataset.notSealed;
      told.classList.add("refused");
      return;
    }
    told.textContent = "";
    document.getElementById("told").replaceChildren();
    form.dispatchEvent(new CustomEvent("sealed"));
  }

  /** Puts tags and sealed bytes where they are sent from. */
  async function fill() {
    const all = typed();
    const phone = readPhone(all.phones);
    const number = form.elements.no_phone.checked || phone.none ? "" : phone.number;
    const tags = await tagsOf({ ...all, number, katottg: form.elements.katottg.value });
    form.elements.no_phone.checked = !number;
    form.elements.phone_tags.value = tags.phone;
    form.elements.house_tag.value = tags.house;
    form.elements.phone_sealed.value = number && !tags.phone ? "true" : "";
    const words = { relative: form.dataset.wordRelative, wishes: { yes: form.dataset.wishYes, later: form.dataset.wishLater, no: form.dataset.wishNo } };
    form.elements.household_sealed.value = await sealHousehold(all, { phone: number, pin: place.pin ?? null, ...words });
    form.elements.people_sealed.value = await sealPeople(people.rows(), counts());
  }

  function fresh() {
    form.dispatchEvent(new CustomEvent("call-fresh"));
    form.reset();
    for (const one of form.querySelectorAll("input[type=hidden]:not([name=csrfmiddlewaretoken])")) one.value = "";
    form.elements.command_id.value = crypto.randomUUID();
    forgetSeals();
    repeatOf("");
    form.hidden = false;
    told.textContent = phoneTold.textContent = "";
    document.getElementById("call-after").replaceChildren();
    similar.dispatchEvent(new CustomEvent("look"));
    $("[data-place]").focus();
  }
  form.fresh = fresh;

  /** Marks this call as a repeat of an earlier request; what is empty is taken from there. @param {string} receipt @param {HTMLElement} [from] */
  function repeatOf(receipt, from) {
    form.elements.repeat_of.value = receipt;
    const band = $("[data-repeat-told]");
    band.hidden = !receipt;
    band.textContent = receipt ? form.dataset.repeat.replace("@", receipt) : "";
    if (!receipt || !from) return;
    const { katottg, place: name, people: all, lon, lat } = from.dataset;
    if (!form.elements.katottg.value && !form.elements.lon.value) place.put({ code: katottg, name, lon, lat });
    if (!count("people")) {
      form.elements.people.value = all;
      for (const kind of ["walks_with_help", "wheelchairs", "stretchers"]) form.elements[kind].value = Number(from.dataset[kind]) || "";
    }
  }

  /** @param {HTMLElement | null} candidate */
  function toggleSame(candidate) {
    if (!candidate) return;
    const receipt = candidate.dataset.candidate;
    const already = form.elements.repeat_of.value === receipt;
    repeatOf(already ? "" : receipt, candidate);
    for (const one of similar.querySelectorAll("[data-candidate]")) {
      const chosen = !already && one === candidate;
      one.classList.toggle("chosen", chosen);
      one.querySelector("[data-same]").setAttribute("aria-pressed", String(chosen));
    }
  }

  similar.addEventListener("click", (event) => {
    const candidate = event.target.closest("[data-candidate]");
    if (event.target.closest("[data-same]")) toggleSame(candidate);
    if (event.target.closest("[data-different]")) {
      form.elements.apart_from.value = `${form.elements.apart_from.value} ${candidate.dataset.candidate}`.trim();
      if (form.elements.repeat_of.value === candidate.dataset.candidate) repeatOf("");
      look();
    }
  });

  similar.addEventListener("htmx:afterSwap", () => {
    const found = similar.querySelectorAll("[data-candidate]").length;
    const band = $("[data-similar-told]");
    const sentence = found ? band.dataset.some.replace("@", String(found)) : "";
    if (band.textContent !== sentence) band.textContent = sentence;
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  form.addEventListener("input", lookSoon);
  form.addEventListener("change", lookSoon);
  form.addEventListener("place-chosen", lookSoon);
  // Enter goes on to the next field, so that nobody saves half a call by it; Ctrl+Enter saves from anywhere.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input, select")) {
      event.preventDefault();
      next(event.target)?.focus();
    }
  });

  /** @param {HTMLElement} field */
  function next(field) {
    const all = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, summary, [data-save]")].filter(
      (one) => one.tabIndex >= 0 && one.getClientRects().length && (one.type !== "radio" || one.checked || one === field),
    );
    return all[all.indexOf(field) + 1];
  }

  // Who does not want to go now is rung again in three days, unless another time was chosen.
  identity("wish").addEventListener("change", () => {
    if (identity("wish").value === "later" && !form.elements.ring_in_min.value) form.elements.ring_in_min.value = "4320";
  });

  const keys = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    else if (event.key === "F8" && !form.hidden) toggleSame(similar.querySelector("[data-candidate]"));
    else if (event.key === "F8") document.querySelector("#call-after [data-link]")?.click();
    else if (event.key === "F2") similar.querySelector("[data-open]")?.click();
    else if (event.key === "F9") document.querySelector("#ring-queue [data-take]")?.click();
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", keys);

  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    working = false;
    const status = event.detail.xhr?.status ?? 0;
    if (status >= 200 && status < 300) {
      form.dispatchEvent(new CustomEvent("call-kept"));
      form.hidden = true;
    } else if (!status) {
      told.textContent = form.dataset.sentNothing;
      told.classList.add("refused");
    }
  });

  /** Goes to the field a refusal names, instead of to the sentence: that one is read out by itself. */
  const pointAtFault = () => {
    const told = document.querySelector("#told .refused[data-part]");
    const name = told?.querySelector("[data-field]")?.dataset.field;
    if (!name || form.hidden) return;
    const field = FIELD_OF[name] === "place" ? $("[data-place]") : FIELD_OF[name] === "phones" ? identity("phones") : form.elements[FIELD_OF[name] ?? name];
    if (field instanceof HTMLElement && field.type !== "hidden") {
      delete told.dataset.part;
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
  };
  document.addEventListener("htmx:afterSwap", pointAtFault);

  const end = keeper.onChange(lookSoon);
  form.dataset.ready = "";
  return () => {
    document.removeEventListener("keydown", keys);
    document.removeEventListener("htmx:afterSwap", pointAtFault);
    end();
  };
}
