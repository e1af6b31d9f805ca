// Reads square codes where the browser itself cannot.
import jsQR from "jsqr";

export { jsQR };
