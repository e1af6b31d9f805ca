// The first thing that runs: takes an offer out of the address bar, keeps the app on the phone, then starts it from there.

import "./offer.js";
import { fetchTheRest, isKept, keepShell } from "./shell.js";
import { speak } from "./words/said.js";

keepShell();
// At the first visit the rest comes in one answer and not file by file; without a service worker it comes as it can.
const kept = await isKept();
// What lies on the phone already is opened while the words come: on a slow phone neither should wait for the other.
await Promise.all([speak(), ...(kept ? [import("./phone.js"), import("./screens/app.js")] : [])]);
await import("./start.js");
// The map and the reader of square codes come beside the work; "ready to drive" names what did not come.
if (kept) fetchTheRest();
