// Makes square codes in the page, for frames that change many times a second.
export { encode } from "uqr";
