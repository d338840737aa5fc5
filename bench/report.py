"""Collects what was measured and prints it beside what it has to reach."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    value: float
    unit: str
    most: float | None

    @property
    def is_missed(self) -> bool:
        return self.most is not None and self.value > self.most


@dataclass(slots=True)
class Report:
    lines: list[Line] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, most: float | None = None) -> None:
        """Note a figure; `most` is the goal, None when it is only told."""
        self.lines.append(Line(name, value, unit, most))

    @property
    def misses(self) -> list[Line]:
        return [line for line in self.lines if line.is_missed]

    def show(self) -> None:
        width = max(len(line.name) for line in self.lines)
        for line in self.lines:
            goal = "" if line.most is None else f"at most {line.most:g}"
            mark = "MISSED" if line.is_missed else "ok" if goal else ""
            figure = f"{line.value:>9.2f} {line.unit:<8}"
            print(f"{line.name:<{width}} {figure} {goal:<14} {mark}".rstrip())
