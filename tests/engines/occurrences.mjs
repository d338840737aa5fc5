// Prints what ical.js 2.2.1 (Mozilla Public License 2.0) reads from a calendar on standard input:
// one JSON list [start, end, summary, status] a line.
import { readFileSync } from "node:fs";
import ICAL from "./ical.min.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const component of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(component);
  const [start, end] = [event.startDate, event.endDate].map((time) => time.toString());
  console.log(JSON.stringify([start, end, event.summary, component.getFirstPropertyValue("status")]));
}
