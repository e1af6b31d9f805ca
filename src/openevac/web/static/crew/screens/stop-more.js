// What happens less often at a door, one tap further: refused, wrong address, walk-up, danger to life, people seen.

import { boardedOps, leftOps, outcomeOps } from "../logic/door.js";
import { walkUpCode } from "../logic/walk-ups.js";
import { said, sentence } from "../words/said.js";
import { button, el } from "./parts.js";
import { mobilitySaid, outcomeSaid } from "./spoken.js";

const MOBILITY = ["walks", "walks_with_help", "wheelchair", "lying"];
const REASONS = { under_fire: sentence("under fire"), building: sentence("the building burns or falls"), wounded: sentence("wounded or dying") };
const REST = ["left_by_themselves", "taken_by_another", "referred"];
const MOST_SEEN = 5;

/** @param {any} door @param {{model: any, ticks: import("../logic/door.js").Ticks, record: (ops: any[], words: string, then?: any) => void, close: () => void}} act */
export function moreOutcomes(door, { model, ticks, record, close }) {
  const { drive, view } = model.mission;
  const outcome = (/** @type {string} */ value) => button(outcomeSaid(value), { class: "capital" }, () => {
    record(outcomeOps(door, value), `${door.code}: ${outcomeSaid(value)}`);
    close();
  });
  const atRelay = door.kind === "relay";
  return el("section", { class: "more-outcomes", "aria-label": said("Other outcomes") },
    el("div", { class: "grid two" }, outcome("refused"), atRelay ? null : outcome("wrong_address"), ...REST.map(outcome),
      button(said("Things left behind"), {}, () => leave())),
    el("h2", {}, said("Danger to life: board without being asked")),
    el("p", { class: "soft" }, said("Whoever is ticked boards. Ring the base at once: they ring 102, and the children's service for a child.")),
    el("div", { class: "grid two" }, ...Object.entries(REASONS).map(([reason, words]) => button(said(words), { class: "red-line", disabled: ticks.aboard.size === 0 }, () => {
      record(boardedOps(door, ticks, `danger_to_life/${reason}`), said("Boarded in danger to life: {n}. Ring the base.", { n: String(ticks.aboard.size) }));
      close();
    }))),
    atRelay ? null : el("h2", {}, said("Walk-up: one more person aboard")),
    atRelay ? null : el("p", { class: "soft" }, said("Ring the base with name and needs: they give the number for the cardboard.")),
    atRelay ? null : el("div", { class: "grid two" }, ...MOBILITY.map((mobility) => button(mobilitySaid(mobility), {}, () => walkUp(mobility)))),
    el("h2", {}, said("Saw people who stay here")),
    el("div", { class: "row numbers" }, ...Array.from({ length: MOST_SEEN }, (_, index) => index + 1).map((n) => button(n === MOST_SEEN ? `${n}+` : String(n), { class: "number" }, () => {
      record([{ kind: "crew_event", subject: `stop:${door.code}`, value: `saw_people:${n}` }], said("Saw people: {n}", { n: String(n) }));
    }))));

  function leave() {
    const ops = leftOps(door, ticks);
    record(ops, said("pieces left: {n}", { n: ops[0]?.value ?? String(door.piecesLeft ?? 0) }));
  }

  /** @param {string} mobility */
  function walkUp(mobility) {
    const device = model.device?.code ?? "phone";
    const trip = view.next?.trip ?? 1;
    const mine = model.mission.ops.filter((/** @type {any} */ op) => op.device === device && op.subject.includes(".W.")).length;
    record([{ kind: "boarded", subject: `evacuee:${walkUpCode(drive.mission, trip, device, mine + 1)}`, value: `walk_up/${mobility}` }], said("Walk-up aboard: {mobility}. Ring the base.", { mobility: mobilitySaid(mobility) }));
  }
}
