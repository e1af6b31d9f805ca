// The first thing that runs: takes an offer out of the address bar, keeps the app on the phone, then starts it.

import "./offer.js";
import { keepShell } from "./shell.js";
import { speak } from "./words/said.js";

keepShell();
await speak();
await import("./start.js");
