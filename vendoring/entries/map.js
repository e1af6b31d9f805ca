// The map and the reader of its file; the worker is a file of its own that stands beside this one.
import { Map as MapLibreMap, Marker, NavigationControl, Popup, ScaleControl, addProtocol, setWorkerUrl } from "maplibre-gl";
import { PMTiles, Protocol } from "pmtiles";

setWorkerUrl(new URL("map-worker.js", import.meta.url).href);
const protocol = new Protocol();
addProtocol("pmtiles", protocol.tile);

export { MapLibreMap, Marker, NavigationControl, PMTiles, Popup, ScaleControl, protocol };
