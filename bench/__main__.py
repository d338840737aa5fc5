"""`make bench`: ratios taken in one run, each with the goal it has to reach."""

import asyncio
import sys

from bench import (
    calendars,
    outside,
    pages,
    processes,
    search,
    supervision,
    visits,
    wellbeing,
    workshops,
)
from bench.report import Report


def main() -> int:
    report = Report()
    asyncio.run(pages.measure(report))
    asyncio.run(supervision.measure(report))
    asyncio.run(visits.measure(report))
    asyncio.run(workshops.measure(report))
    asyncio.run(wellbeing.measure(report))
    asyncio.run(search.measure(report))
    calendars.measure(report)
    outside.measure(report)
    processes.measure(report)
    report.show()
    return 1 if report.misses else 0


if __name__ == "__main__":
    sys.exit(main())
