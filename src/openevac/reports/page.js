"use strict";
/* Pan, zoom, light and dark, one trip at a time. The page is whole without this script. */
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);

  const theme = byId("theme");
  const dark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const sayTheme = () => theme.setAttribute("aria-pressed", String(dark()));
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    sayTheme();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", sayTheme);
  sayTheme();

  const expiry = byId("expired");
  if (expiry.dataset.at && Date.now() > Date.parse(expiry.dataset.at)) {
    expiry.hidden = false;
    root.classList.add("is-expired");
  }
  if (innerWidth < 640 && byId("legend")) byId("legend").open = false;
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => (one.open = true)));

  const map = document.querySelector("svg.map");
  if (!map) return;
  const box = map.parentElement;
  const home = map.getAttribute("viewBox").split(" ").map(Number);
  const [west, north, east, south] = map.dataset.kept.split(" ").map(Number);
  const hatches = [...map.querySelectorAll("pattern")];
  const firstPx = Number(map.dataset.px);
  const view = { x: home[0] + home[2] / 2, y: home[1] + home[3] / 2, zoom: 1 };
  const LEAST = 0.7, MOST = 90, LEVELS = 4;
  let asked = false;

  /* Units of one pixel in the first view: the whole first view fits, whatever the shape of the window. */
  const basePx = () => Math.max(home[2] / map.clientWidth, home[3] / map.clientHeight);

  function draw() {
    asked = false;
    const px = basePx() / view.zoom;
    const width = map.clientWidth * px, height = map.clientHeight * px;
    view.x = Math.min(Math.max(view.x, west), east);
    view.y = Math.min(Math.max(view.y, north), south);
    map.setAttribute("viewBox", `${view.x - width / 2} ${view.y - height / 2} ${width} ${height}`);
    const nearness = firstPx / px;
    map.style.setProperty("--px", (px * Math.min(1, Math.max(0.72, nearness))).toFixed(4));
    map.classList.add("moved");
    map.classList.toggle("tiny", nearness < 0.6);
    const level = Math.min(LEVELS, Math.max(0, Math.floor(Math.log2(nearness) + 0.2)));
    map.dataset.level = level;
    for (let k = 1; k <= LEVELS; k += 1) map.classList.toggle(`n${k}`, k <= level);
    for (const hatch of hatches)
      hatch.setAttribute("patternTransform", `rotate(${hatch.dataset.angle}) scale(${(px / firstPx).toFixed(4)})`);
    map.dataset.zoom = view.zoom.toFixed(3);
    scaleBar(px);
  }
  function redraw() {
    if (!asked) {
      asked = true;
      requestAnimationFrame(draw);
    }
  }
  function scaleBar(px) {
    const bar = byId("km");
    const metres = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000]
      .filter((one) => one <= px * map.clientWidth * 5 * 0.3).pop() || 50;
    bar.firstElementChild.textContent = metres < 1000 ? `${metres} ${bar.dataset.m}` : `${metres / 1000} ${bar.dataset.km}`;
    bar.lastElementChild.style.width = `${metres / 5 / px}px`;
  }

  /* Zoom so that what lies under (cx, cy), pixels of the window, stays there. */
  function zoomAt(factor, cx, cy) {
    const frame = map.getBoundingClientRect();
    const before = basePx() / view.zoom;
    view.zoom = Math.min(MOST, Math.max(LEAST, view.zoom * factor));
    const after = basePx() / view.zoom;
    view.x += (cx - frame.left - frame.width / 2) * (before - after);
    view.y += (cy - frame.top - frame.height / 2) * (before - after);
    redraw();
  }
  function zoomMiddle(factor) {
    const frame = map.getBoundingClientRect();
    zoomAt(factor, frame.left + frame.width / 2, frame.top + frame.height / 2);
  }
  function panBy(dx, dy) {
    const px = basePx() / view.zoom;
    view.x -= dx * px;
    view.y -= dy * px;
    redraw();
  }
  function whole() {
    view.x = home[0] + home[2] / 2;
    view.y = home[1] + home[3] / 2;
    view.zoom = 1;
    redraw();
  }
  function enlarge(on) {
    box.classList.toggle("large", on);
    byId("large").setAttribute("aria-pressed", String(on));
    redraw();
  }
  const isLarge = () => box.classList.contains("large");

  const hint = byId("hint");
  let hintTimer = 0;
  function sayHint() {
    hint.classList.add("shown");
    clearTimeout(hintTimer);
    hintTimer = setTimeout(() => hint.classList.remove("shown"), 1400);
  }
  map.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== map && !isLarge()) return sayHint();
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 30 : 1;
    zoomAt(Math.exp((-event.deltaY * lines) / (event.ctrlKey && event.deltaMode === 0 ? 160 : 420)), event.clientX, event.clientY);
  }, { passive: false });

  const fingers = new Map();
  map.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    map.setPointerCapture(event.pointerId);
    map.classList.add("drags");
    if (event.pointerType === "mouse") map.focus({ preventScroll: true });
  });
  map.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
      zoomAt(apart(now, other) / apart(before, other), (now.x + other.x) / 2, (now.y + other.y) / 2);
      panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
    } else panBy(now.x - before.x, now.y - before.y);
    fingers.set(event.pointerId, now);
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    if (!fingers.size) map.classList.remove("drags");
  };
  map.addEventListener("pointerup", lift);
  map.addEventListener("pointercancel", lift);
  map.addEventListener("dblclick", (event) => zoomAt(2, event.clientX, event.clientY));

  const KEYS = {
    ArrowLeft: () => panBy(80, 0), ArrowRight: () => panBy(-80, 0),
    ArrowUp: () => panBy(0, 80), ArrowDown: () => panBy(0, -80),
    "+": () => zoomMiddle(1.5), "=": () => zoomMiddle(1.5), "-": () => zoomMiddle(1 / 1.5), "0": whole,
    Home: whole,
  };
  map.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isLarge()) enlarge(false);
  });
  byId("nearer").addEventListener("click", () => zoomMiddle(1.6));
  byId("farther").addEventListener("click", () => zoomMiddle(1 / 1.6));
  byId("whole").addEventListener("click", whole);
  byId("large").addEventListener("click", () => enlarge(!isLarge()));
  byId("tools").hidden = false;
  byId("km").hidden = false;

  function showTrip(code) {
    document.querySelectorAll("button[data-show]").forEach((one) =>
      one.setAttribute("aria-pressed", String(one.dataset.show === code)));
    map.querySelectorAll("[data-trip]").forEach((one) =>
      one.classList.toggle("faded", Boolean(code) && one.dataset.trip !== code));
    if (!code) return whole();
    const [x, y, width, height] = map.querySelector(`.trip[data-trip="${code}"]`).dataset.box.split(" ").map(Number);
    view.x = x + width / 2;
    view.y = y + height / 2;
    const need = Math.max((width * 1.2 + 200) / map.clientWidth, (height * 1.2 + 200) / map.clientHeight);
    view.zoom = Math.min(MOST, Math.max(LEAST, basePx() / need));
    redraw();
    if (map.getBoundingClientRect().bottom < 80 || map.getBoundingClientRect().top > innerHeight - 80)
      map.scrollIntoView({ block: "center" });
  }
  document.querySelectorAll("button[data-show]").forEach((one) => {
    one.hidden = false;
    one.addEventListener("click", () =>
      showTrip(one.getAttribute("aria-pressed") === "true" ? "" : one.dataset.show));
  });

  new ResizeObserver(redraw).observe(map);
  draw();
})();
