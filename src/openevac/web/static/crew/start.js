// Wires the app: for now the enrolment page alone.

import { drawEnrolment } from "./enrolling.js";

drawEnrolment(/** @type {HTMLElement} */ (document.getElementById("app")));
