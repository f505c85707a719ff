"""What was asked of an exercise, what was seen, and what it is worth: as data, text and HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from autograder.misconceptions import Misconception

#: Under this MIME type a verdict travels, as JSON, in the output of a graded cell.
MIME_TYPE = "application/vnd.autograder.verdict+json"


class Outcome(StrEnum):
    """The four outcomes, of one question and of an exercise."""

    PASSED = "passed"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not attempted"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """The answer to one question.

    Attributes:
        outcome: one of the four.
        asked: what the question was about, as the student would say it.
        message: what was seen and what was expected; empty when passed.
        misconception: what the answer reveals, where it is recognised.
        drawing: SVG of names and variable boxes, where the question was one of identity.
        weight: the share of the exercise's points, relative to the other questions.
        evaluated: where the numbers come from: ``graph`` (computed by the grader from the
            student's graph), ``process`` (claimed by the student's process), or None where there
            were none, or no evaluator.
        unexported: why there was no graph to compute them from, or None.
        withheld: right on the word of the student's process alone: counts as wrong until a person
            has looked at it.
    """

    outcome: Outcome
    asked: str
    message: str = ""
    misconception: Misconception | None = None
    drawing: str | None = None
    weight: float = 1.0
    evaluated: str | None = None
    unexported: str | None = None
    withheld: bool = False


@dataclass(frozen=True)
class Verdict:
    """The findings of one exercise.

    Attributes:
        exercise: the exercise's name.
        points: what it is worth.
        findings: in the order in which the questions were asked.
        seed: of this exercise's random inputs, or None where there are none. It comes from the run's
            seed, which is the one that ``autograder check --seed`` takes.
        limit: name of the limit that ended the run (``time-out``, ``dead kernel``…), or None.
        flaw: how the test itself failed, for the instructor alone: it is in the data, and in no text.
    """

    exercise: str
    points: float
    findings: tuple[Finding, ...]
    seed: int | None = None
    limit: str | None = None
    flaw: str | None = None

    @property
    def outcome(self) -> Outcome:
        """Passed only if everything is; not attempted if the first question found nothing to ask.

        Otherwise that of the first question that went wrong. (The questions are asked from the
        ground up: where the first one finds a stub, what passes later passes by itself.)
        """
        outcomes = [finding.outcome for finding in self.findings]
        if not outcomes or outcomes[0] is Outcome.NOT_ATTEMPTED:
            return Outcome.NOT_ATTEMPTED
        if set(outcomes) == {Outcome.PASSED}:
            return Outcome.PASSED
        failed = (f.outcome for f in self.findings if f.outcome in (Outcome.WRONG, Outcome.BROKEN) and not f.withheld)
        return next(failed, Outcome.WRONG)

    @property
    def earned(self) -> float:
        """Points: the passed share of the weights, to two decimals; full only if all passed.

        Nothing if the first question had no answer: what passes after that passes by itself. And
        nothing yet if an answer is withheld: who can make up numbers can make up the rest.
        """
        if not self.findings or self.findings[0].outcome in (Outcome.NOT_ATTEMPTED, Outcome.BROKEN):
            return 0.0
        if any(finding.withheld for finding in self.findings):
            return 0.0
        return resolve_points(self.findings, self.points)

    @property
    def misconception(self) -> Misconception | None:
        """The first one recognised: the questions are asked from the ground up."""
        return next((f.misconception for f in self.findings if f.misconception), None)

    @property
    def review(self) -> tuple[str, ...]:
        """What is right on the word of the student's process alone, and why: to be looked at.

        A right solution can be here: one that assigns a variable in the call, for example. So
        can one that has answered for itself, and claims that there is no graph.
        """
        return tuple(
            f"{finding.asked}: computed in the student's process alone ({finding.unexported})"
            for finding in self.findings
            if finding.withheld or (finding.unexported and finding.outcome is Outcome.PASSED)
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as ``autograder check --json`` prints it."""
        failed = [f for f in self.findings if f.outcome is not Outcome.PASSED]
        return {
            "exercise": self.exercise,
            "outcome": str(self.outcome),
            "earned": self.earned,
            "points": self.points,
            "misconception": self.misconception.id if self.misconception else None,
            "message": failed[0].message if failed else "",
            "seed": self.seed,
            "limit": self.limit,
            "review": [*self.review, *([self.flaw] if self.flaw else [])],
            "findings": [
                {
                    "outcome": str(f.outcome),
                    "asked": f.asked,
                    "message": f.message,
                    "misconception": f.misconception.id if f.misconception else None,
                    "weight": f.weight,
                    "evaluated": f.evaluated,
                    "unexported": f.unexported,
                }
                for f in self.findings
            ],
        }

    def text(self) -> str:
        """For a terminal, a log, or a front end without HTML."""
        lines = [f"{_SIGNS[self.outcome]} {self.exercise}: {self.outcome}"]
        groups = self._failures()
        for group in groups[:MOST_FAILURES]:
            finding = group[0]
            message = _printable(finding.message).replace("\n", "\n    ")
            lines.append(f"  {_SIGNS[finding.outcome]} {'; '.join(_asked(group))}: {message}")
            if finding.misconception and finding.misconception is self.misconception:
                lines.append(f"    {finding.misconception.sentence} ({finding.misconception.section})")
        lines += [f"  {_more(groups)}"] * bool(_more(groups))
        passed = self._passed()
        if len(passed) <= MOST_PASSED:
            lines += [f"  {_SIGNS[Outcome.PASSED]} {_printable(finding.asked)}" for finding in passed]
        else:
            lines.append(f"  {_SIGNS[Outcome.PASSED]} {len(passed)} questions passed")
        lines += [f"  · {_printable(note)}" for note in self.review]
        return "\n".join(lines)

    def html(self) -> str:
        """For JupyterLab and the feedback page; colours follow the page, light or dark."""
        groups = self._failures()
        items = [_html_group(group, self.misconception) for group in groups[:MOST_FAILURES]]
        items += [f"<li>{_more(groups)}</li>"] * bool(_more(groups))
        sign = f'<span style="color:{_COLOURS[Outcome.PASSED]}">{_SIGNS[Outcome.PASSED]}</span>'
        passed = [f'<li style="opacity:0.75">{sign} {marked(finding.asked)}</li>' for finding in self._passed()]
        if len(passed) > MOST_PASSED:
            summary = f"<summary>{sign} {len(passed)} questions passed</summary>"
            inside = f'<ul style="list-style:none;margin:0;padding-left:1.2em">{"".join(passed)}</ul>'
            passed = [f"<li><details>{summary}{inside}</details></li>"]
        notes = [f'<li style="opacity:0.75"><small>· {marked(note)}</small></li>' for note in self.review]
        colour = _COLOURS[self.outcome]
        return (
            f'<div class="autograder-verdict" style="border-left:4px solid {colour};'
            'padding:0.3em 0.9em;margin:0.2em 0;line-height:1.5">'
            f'<div><strong style="color:{colour}">{_SIGNS[self.outcome]} {self.outcome}</strong>'
            f" &nbsp;<code>{html.escape(self.exercise)}</code></div>"
            f'<ul style="list-style:none;margin:0.3em 0 0;padding:0">{"".join(items + passed + notes)}</ul></div>'
        )

    def _passed(self) -> list[Finding]:
        if self.outcome is Outcome.NOT_ATTEMPTED:
            return []
        return [finding for finding in self.findings if finding.outcome is Outcome.PASSED]

    def _failures(self) -> list[list[Finding]]:
        """What did not pass; findings with one and the same message belong together.

        Of an exercise that was not attempted, that it was not: the rest follows from it.
        """
        groups: dict[Any, list[Finding]] = {}
        untried = self.outcome is Outcome.NOT_ATTEMPTED
        for finding in self.findings:
            if finding.outcome is Outcome.NOT_ATTEMPTED or not (untried or finding.outcome is Outcome.PASSED):
                key = (finding.outcome, finding.message, finding.misconception)
                groups.setdefault(key, []).append(finding)
        return list(groups.values())


class Score(float):
    """Points as nbgrader reads them (its text is a number), shown in words by JupyterLab."""

    points: float

    def __new__(cls, earned: float, points: float) -> Score:
        score = super().__new__(cls, earned)
        score.points = points
        return score

    def __repr__(self) -> str:
        return repr(float(self))

    def _repr_html_(self) -> str:
        return "" if self.points == 0 else f"<small>{float(self):g} of {self.points:g} points</small>"


def resolve_points(findings: tuple[Finding, ...], points: float) -> float:
    """``points`` times the passed share of the findings' weights, rounded to two decimals.

    Nothing asked earns nothing. Less than everything passed never rounds up to ``points``.
    """
    total = sum(f.weight for f in findings)
    passed = sum(f.weight for f in findings if f.outcome is Outcome.PASSED)
    if total == 0:
        return 0.0
    if all(f.outcome is Outcome.PASSED for f in findings):
        return float(points)
    return max(0.0, round(min(points * passed / total, points - 0.01), 2))


_SIGNS = {
    Outcome.PASSED: "✓",
    Outcome.WRONG: "✗",
    Outcome.NOT_ATTEMPTED: "○",
    Outcome.BROKEN: "⚠",
}
# Middle tones of Okabe and Ito's colour-blind safe palette: readable on white and on near-black.
_COLOURS = {
    Outcome.PASSED: "#009e73",
    Outcome.WRONG: "#d55e00",
    Outcome.NOT_ATTEMPTED: "#888888",
    Outcome.BROKEN: "#c45a95",
}


#: What is shown of a verdict: the first failures tell, the rest mostly follows from them.
MOST_FAILURES = 3
MOST_PASSED = 6


def _asked(group: list[Finding]) -> list[str]:
    """What the group's questions were about, each once, the first few."""
    texts = list(dict.fromkeys(_printable(finding.asked) for finding in group))
    return texts if len(texts) <= 3 else [*texts[:2], f"and {len(texts) - 2} more"]


def _more(groups: list[list[Finding]]) -> str:
    rest = sum(len(group) for group in groups[MOST_FAILURES:])
    return f"… and {rest} more question{'s' if rest > 1 else ''} not passed" if rest else ""


def _html_group(group: list[Finding], misconception: Misconception | None) -> str:
    finding = group[0]
    sign = f'<span style="color:{_COLOURS[finding.outcome]}">{_SIGNS[finding.outcome]}</span>'
    asked = "; ".join(marked(text) for text in _asked(group))
    parts = [f"<li>{sign} {asked}: {marked(finding.message)}"]
    if finding.misconception and finding.misconception is misconception:
        parts.append(
            f'<div style="margin-left:1.2em"><em>{marked(misconception.sentence)}</em>'
            f" ({html.escape(misconception.section)})</div>"
        )
    drawing = next((f.drawing for f in group if f.drawing), None)
    if drawing:
        parts.append(f'<div style="margin:0.4em 1.2em">{drawing}</div>')
    return "".join(parts) + "</li>"


def marked(text: str) -> str:
    """``text`` as HTML: escaped, with what stands between backticks as code."""
    text = html.escape(_printable(text))
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text).replace("\n", "<br>")


def _printable(text: str) -> str:
    """``text`` without the terminal's escape sequences and other invisible controls.

    Keras colours its messages; a student's text could hide or turn round what stands beside it.
    """
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "\ufffd", text)
