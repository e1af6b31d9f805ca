// htmx finds its elements by itself; what is set in the page's head tells it to eval nothing.
import "htmx.org/dist/htmx.js";
