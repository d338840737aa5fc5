// Prints when ical.js 2.2.1 finds somebody busy: on standard input a JSON list of
// {text, zone, first, last}, times in seconds since 1970; one JSON list of [start, end] a line.
import { readFileSync } from "node:fs";
import ICAL from "./ical.min.js";

for (const { text, zone, first, last } of JSON.parse(readFileSync(0, "utf8"))) {
  console.log(JSON.stringify(busy(new ICAL.Component(ICAL.parse(text)), zone, first, last)));
}

function busy(calendar, zone, first, last) {
  ICAL.TimezoneService.reset();
  for (const part of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(part.getFirstPropertyValue("tzid"), new ICAL.Timezone(part));
  }
  const owner = ICAL.TimezoneService.get(zone);
  const events = calendar.getAllSubcomponents("vevent");
  const changes = events.filter((one) => one.hasProperty("recurrence-id"));
  const spans = [];
  for (const component of events.filter((one) => !changes.includes(one))) {
    const uid = component.getFirstPropertyValue("uid");
    const own = changes.filter((one) => one.getFirstPropertyValue("uid") === uid);
    const exceptions = own.map((one) => new ICAL.Event(one));
    const event = new ICAL.Event(component, { strictExceptions: true, exceptions });
    for (const found of occurrences(event, (time) => seconds(time, owner), last)) {
      if (takesTime(found.item.component)) {
        spans.push([seconds(found.startDate, owner), seconds(found.endDate, owner)]);
      }
    }
  }
  return spans.filter(([start, end]) => start < end && end > first && start < last);
}

function* occurrences(event, at, last) {
  if (!event.isRecurring()) {
    yield { item: event, startDate: event.startDate, endDate: event.endDate };
    return;
  }
  const iterator = event.iterator();
  let next;
  while ((next = iterator.next()) && at(next) < last + 90 * 86400) {
    yield event.getOccurrenceDetails(next);
  }
}

function seconds(time, owner) {
  const found = time.clone();
  found.isDate = false;
  if (time.isDate || time.zone === ICAL.Timezone.localTimezone) found.zone = owner;
  return found.toUnixTime();
}

function takesTime(component) {
  const [transp, status] = ["transp", "status"].map((name) => component.getFirstPropertyValue(name));
  return transp !== "TRANSPARENT" && status !== "CANCELLED";
}
