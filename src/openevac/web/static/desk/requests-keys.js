// Which row a key leads to: pure, so that it can be tested without a page.

/**
 * @param {string} key @param {number} at the row in hand, -1 for none @param {number} count
 * @param {boolean} arrows whether the arrows belong to the list now, and not to the page
 * @returns {number} the row to go to; `at` where the key is not for the list
 */
export function stepped(key, at, count, arrows) {
  if (count === 0) return at;
  const down = key === "j" || key === "о" || (arrows && key === "ArrowDown");
  const up = key === "k" || key === "л" || (arrows && key === "ArrowUp");
  if (down) return Math.min(at + 1, count - 1);
  if (up) return at <= 0 ? 0 : at - 1;
  if (arrows && key === "Home") return 0;
  if (arrows && key === "End") return count - 1;
  return at;
}
