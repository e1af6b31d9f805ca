// Charts by hour.
export { default as uPlot } from "uplot";
