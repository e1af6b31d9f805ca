// The way in the navigator a crew already has: the next point by link, the whole way as a track. Positions and codes only.

import { gpxOf, linksTo } from "../logic/hand-on.js";
import { said } from "../words/said.js";
import { button, el, fill } from "./parts.js";
import { top } from "./top.js";

export function openInScreen() {
  const head = top("drive");
  const body = el("div", { class: "body" });
  const element = el("div", { class: "screen" }, ...head.elements, body);
  return {
    element,
    /** @param {any} model */
    update(model) {
      const { view } = model.mission;
      head.update(model, said("Open in"));
      fill(body, [view.next?.code, view.next?.position, view.turnedBack, model.language], () => [
        el("p", { class: "note amber" }, said("Their navigators do not know our dangers. Follow the track, do not let them choose a way.")),
        button(said("Track of the way (GPX)"), { class: "main huge" }, () => save(model.mission)),
        ...(view.next?.position ? linksTo(view.next.code || "base", view.next.position).map(({ app, href }) => el("a", { class: "button", href, rel: "noreferrer" }, said("Next point in {app}", { app }))) : []),
        el("p", { class: "soft" }, said("They are given a position and a code, never a name. They keep what they were given.")),
      ]);
    },
  };
}

/** @param {any} mission */
function save({ drive, view }) {
  const legs = view.trips.filter((/** @type {any} */ trip) => !trip.over).flatMap((/** @type {any} */ trip) => trip.legs);
  const points = view.doors.filter((/** @type {any} */ door) => !door.done).map((/** @type {any} */ door) => ({ code: door.code, at: door.position }));
  const text = gpxOf({ mission: drive.mission, says: said("Follow this line; do not let the navigator choose a way."), legs: view.turnedBack ? [view.next.leg] : legs, points });
  const address = URL.createObjectURL(new Blob([text], { type: "application/gpx+xml" }));
  el("a", { href: address, download: `${drive.mission}.gpx` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
