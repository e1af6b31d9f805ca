// Requests that share one rounded point are one mark with a count, so that none hides another.

const GRAVEST = ["request-held", "request-needs", "request-confirmed"];

/** @param {any[]} features @returns {any[]} */
export function stacked(features) {
  /** @type {Map<string, any>} */
  const at = new Map();
  const kept = [];
  for (const feature of features) {
    if (!GRAVEST.includes(feature.properties.kind)) {
      kept.push(feature);
      continue;
    }
    const key = feature.geometry.coordinates.join(" ");
    const there = at.get(key);
    if (there) {
      there.properties.count += 1;
      there.properties.ids += ` ${feature.properties.id}`;
      there.properties.kind = graver(there.properties.kind, feature.properties.kind);
      there.properties.label = `${there.properties.place || there.properties.label} · ${there.properties.count}`;
    } else {
      const { properties } = feature;
      at.set(key, { ...feature, properties: { ...properties, count: 1, ids: properties.id } });
    }
  }
  return [...kept, ...at.values()];
}

/** @param {string} one @param {string} other */
const graver = (one, other) => GRAVEST[Math.min(GRAVEST.indexOf(one), GRAVEST.indexOf(other))];
