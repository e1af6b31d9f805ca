// All points of the mission in order, with what happened at each: any of them can be opened, not the next one alone.

import { short } from "../logic/way-features.js";
import { leftOf } from "../logic/where.js";
import { said } from "../words/said.js";
import { inOrder, notesOf } from "./drive.js";
import { button, clock, el, fill, tell } from "./parts.js";
import { outcomeSaid } from "./spoken.js";
import { top } from "./top.js";

export function pointsScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const element = el("div", { class: "screen" }, ...head.elements, body);
  return {
    element,
    /** @param {any} model */
    update(model) {
      const { drive, view } = model.mission;
      head.update(model, said("All points"));
      const notes = inOrder(notesOf(model, view.next?.leg ? leftOf(view.next.leg, model.at) : null));
      fill(body, [notes, view.trips.map((/** @type {any} */ trip) => [trip.over, trip.doors.map((/** @type {any} */ door) => [door.code, door.outcome, door.called])]), model.language], () =>
        [...notes.map(({ kind, text }) => el("p", { class: `note ${kind}` }, text)), ...view.trips.map((/** @type {any} */ trip) =>
          el("section", {}, el("h2", {}, trip.over ? said("Trip {n}, over", { n: String(trip.number) }) : said("Trip {n}", { n: String(trip.number) })), ...trip.doors.map(point), trip.shelter ? el("p", {}, `${trip.shelter.code} · ${trip.shelter.name} · ${clock(trip.arrives_at)}`) : trip.relay ? el("p", {}, `${trip.relay} · ${said("change of vehicles")} · ${clock(trip.hand_over_at ?? trip.arrives_at)}`) : null))]);

      /** @param {any} door */
      function point(door) {
        const state = [door.outcome ? outcomeSaid(door.outcome) : said("not yet"), door.called && said(door.called)].filter(Boolean).join(" · ");
        return button(`${short(door.code, drive.mission)} · ${door.place} · ${clock(door.arrives_at)} · ${state}`, { class: "point" }, () => tell(element, "crew:go", { page: "stop", stop: door.code }));
      }
    },
  };
}
