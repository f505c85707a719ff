"""Verdicts: outcome, points, and how they read as data, text and HTML."""

from __future__ import annotations

import json
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from IPython.core.formatters import DisplayFormatter

from autograder.misconceptions import Misconception
from autograder.verdict import Finding, Outcome, Score, Verdict, resolve_points

PASSED, WRONG, NOT_ATTEMPTED, BROKEN = Outcome.PASSED, Outcome.WRONG, Outcome.NOT_ATTEMPTED, Outcome.BROKEN
REBINDING = Misconception("rebinding", "Assigning moves the name; use `assign`.", "01, section 3")
HOSTILE = "<script>alert('x')</script> & \"quoted\" `</code><b>` \x1b[2J\x00"


def findings(*outcomes: Outcome, weights: tuple[float, ...] = ()) -> tuple[Finding, ...]:
    weights = weights or (1.0,) * len(outcomes)
    return tuple(
        Finding(outcome, f"question {index}", "" if outcome is PASSED else f"answer {index}", weight=weight)
        for index, (outcome, weight) in enumerate(zip(outcomes, weights, strict=True))
    )


def verdict(*outcomes: Outcome, points: float = 4) -> Verdict:
    return Verdict("linear", points, findings(*outcomes), seed=7)


def with_text(text: str) -> Verdict:
    """A verdict with ``text`` wherever text can come from the student."""
    known = Misconception("id", text, text)
    return Verdict(
        text, 1, (Finding(PASSED, text), Finding(BROKEN, text, text, known), Finding(WRONG, text, text, known))
    )


class Tags(HTMLParser):
    """The tags of an HTML text, and whether each is closed in turn."""

    def __init__(self, text: str):
        super().__init__()
        self.seen: set[str] = set()
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.add(tag)
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ((PASSED,), PASSED),
        ((PASSED, PASSED), PASSED),
        ((WRONG,), WRONG),
        ((BROKEN,), BROKEN),
        ((NOT_ATTEMPTED,), NOT_ATTEMPTED),
        ((), NOT_ATTEMPTED),
        ((NOT_ATTEMPTED, NOT_ATTEMPTED), NOT_ATTEMPTED),
        ((NOT_ATTEMPTED, PASSED), NOT_ATTEMPTED),
        ((NOT_ATTEMPTED, BROKEN), NOT_ATTEMPTED),
        ((PASSED, NOT_ATTEMPTED), WRONG),
        ((PASSED, WRONG, BROKEN), WRONG),
        ((PASSED, BROKEN, WRONG), BROKEN),
        ((PASSED, NOT_ATTEMPTED, BROKEN), BROKEN),
    ],
)
def test_the_outcome_of_an_exercise(outcomes: tuple, expected: Outcome) -> None:
    assert verdict(*outcomes).outcome is expected


@pytest.mark.parametrize(
    ("outcomes", "earned"),
    [
        ((PASSED, PASSED), 4.0),
        ((PASSED, WRONG), 2.0),
        ((PASSED, BROKEN, WRONG), 1.33),
        ((WRONG, BROKEN), 0.0),
        ((), 0.0),
        ((NOT_ATTEMPTED, NOT_ATTEMPTED), 0.0),
        ((NOT_ATTEMPTED, PASSED), 0.0),
        ((PASSED, NOT_ATTEMPTED), 2.0),
    ],
)
def test_the_points_of_an_exercise(outcomes: tuple, earned: float) -> None:
    assert verdict(*outcomes).earned == earned


def test_weights_share_the_points() -> None:
    assert resolve_points(findings(PASSED, WRONG, weights=(3, 1)), 2) == 1.5
    assert resolve_points(findings(PASSED, WRONG, weights=(1, 3)), 2) == 0.5


@pytest.mark.parametrize("points", [0.01, 0.1, 0.3, 1, 1.1, 2.675, 4, 5, 7, 100, 1e6])
def test_less_than_everything_never_earns_everything(points: float) -> None:
    almost = findings(*[PASSED] * 9_999, WRONG)
    earned = resolve_points(almost, points)
    assert earned < points
    assert earned == pytest.approx(points, abs=0.01 + 1e-4 * points)


@pytest.mark.parametrize("weight", [0.0, 1e-300])
def test_a_failure_of_hardly_any_weight_still_costs(weight: float) -> None:
    assert resolve_points(findings(PASSED, WRONG, weights=(1.0, weight)), 3) == 2.99


@pytest.mark.parametrize("weights", [(0.1,) * 10, (0.1, 0.2, 0.3), (1 / 3, 1 / 3, 1 / 3), (1e-3, 1e3)])
def test_everything_earns_everything_whatever_the_weights(weights: tuple) -> None:
    assert resolve_points(findings(*[PASSED] * len(weights), weights=weights), 1.1) == 1.1


@pytest.mark.parametrize("points", [0, 0.005, 0.01])
def test_points_are_never_negative(points: float) -> None:
    assert resolve_points(findings(WRONG, PASSED), points) >= 0
    assert resolve_points(findings(WRONG), points) == 0


@pytest.mark.parametrize("passed", range(8))
@pytest.mark.parametrize("points", [1, 1.1, 3, 10])
def test_points_have_two_decimals_at_most(points: float, passed: int) -> None:
    earned = resolve_points(findings(*[PASSED] * passed, *[WRONG] * (7 - passed)), points)
    assert earned == round(earned, 2)
    assert abs(Fraction(earned) - Fraction(points) * passed / 7) <= Fraction("0.0051")


def test_points_are_a_float_even_when_they_are_whole() -> None:
    assert isinstance(resolve_points(findings(PASSED), 3), float)


def test_the_first_recognised_misconception_is_the_exercises() -> None:
    later = Misconception("later", "Later.", "01, section 1")
    asked = (
        Finding(PASSED, "a"),
        Finding(WRONG, "b", "c"),
        Finding(WRONG, "d", "e", REBINDING),
        Finding(WRONG, "f", "g", later),
    )
    assert Verdict("x", 1, asked).misconception is REBINDING
    assert verdict(PASSED, WRONG).misconception is None


def test_plain_data_says_it_all_and_is_json() -> None:
    alone = {"evaluated": "process", "unexported": "it assigns"}
    asked = (Finding(PASSED, "shape", weight=3, **alone), Finding(WRONG, "reuse", "made 2", REBINDING, "<svg/>"))
    data = Verdict("linear", 2, asked, seed=7, limit="time-out").as_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data == {
        "exercise": "linear",
        "outcome": "wrong",
        "earned": 1.5,
        "points": 2,
        "misconception": "rebinding",
        "message": "made 2",
        "seed": 7,
        "limit": "time-out",
        "review": ["shape: computed in the student's process alone (it assigns)"],
        "findings": [
            {
                "outcome": "passed",
                "asked": "shape",
                "message": "",
                "misconception": None,
                "weight": 3,
                "evaluated": "process",
                "unexported": "it assigns",
            },
            {
                "outcome": "wrong",
                "asked": "reuse",
                "message": "made 2",
                "misconception": "rebinding",
                "weight": 1.0,
                "evaluated": None,
                "unexported": None,
            },
        ],
    }


def test_what_passed_on_the_word_of_the_students_process_is_shown_with_its_reason() -> None:
    alone = {"evaluated": "process", "unexported": "`f` <assigns>"}
    found = Verdict("linear", 1, (Finding(PASSED, "a", **alone), Finding(WRONG, "b", "no", **alone)))
    assert found.review == ("a: computed in the student's process alone (`f` <assigns>)",)
    assert found.text().splitlines()[-1] == "  · a: computed in the student's process alone (`f` <assigns>)"
    assert "(<code>f</code> &lt;assigns&gt;)</small>" in found.html()
    assert "alone" not in Verdict("linear", 1, (Finding(PASSED, "a", evaluated="graph"),)).html()


def test_nothing_is_earned_while_an_answer_is_withheld() -> None:
    withheld = Finding(WRONG, "b", "only there", evaluated="process", unexported="it assigns", withheld=True)
    found = Verdict("linear", 3, (Finding(PASSED, "a"), withheld, Finding(PASSED, "c")))
    assert (found.outcome, found.earned) == (WRONG, 0)
    assert found.review == ("b: computed in the student's process alone (it assigns)",)
    broken = Verdict("linear", 3, (Finding(PASSED, "a"), withheld, Finding(BROKEN, "c", "it raised")))
    assert (broken.outcome, broken.earned) == (BROKEN, 0)
    wrong = Verdict("linear", 3, (Finding(PASSED, "a"), Finding(WRONG, "b", "no"), Finding(PASSED, "c")))
    assert (wrong.earned, wrong.review) == (2, ())


def test_plain_data_of_an_empty_verdict() -> None:
    data = verdict().as_dict()
    assert (data["outcome"], data["message"], data["misconception"], data["findings"]) == (
        "not attempted",
        "",
        None,
        [],
    )


def test_text_says_what_was_asked_seen_and_revealed() -> None:
    text = Verdict(
        "linear", 1, (Finding(PASSED, "its shape"), Finding(WRONG, "its value", "it is 2", REBINDING))
    ).text()
    assert text.splitlines() == [
        "✗ linear: wrong",
        "  ✗ its value: it is 2",
        "    Assigning moves the name; use `assign`. (01, section 3)",
        "  ✓ its shape",
    ]


def test_only_the_first_failures_and_one_misconception_are_shown() -> None:
    other = Misconception("other", "Something else.", "02, section 9")
    failures = [Finding(WRONG, f"q{i}", f"answer {i}", REBINDING if i == 0 else other) for i in range(6)]
    found = Verdict("linear", 1, tuple(failures))
    for shown in (found.text(), found.html()):
        assert [f"answer {i}" in shown for i in range(6)] == [True] * 3 + [False] * 3
        assert "… and 3 more questions not passed" in shown
        assert "01, section 3" in shown
        assert "02, section 9" not in shown
    assert len(found.as_dict()["findings"]) == 6


def test_many_passed_questions_are_counted() -> None:
    found = verdict(*[PASSED] * 9)
    assert "✓ 9 questions passed" in found.text()
    assert found.html().count("<details>") == 1


def test_one_message_is_said_once() -> None:
    same = [Finding(WRONG, f"question {index}", "the same answer", REBINDING) for index in (1, 2, 2)]
    found = Verdict("linear", 1, (same[0], Finding(PASSED, "between"), *same[1:]))
    for shown in (found.text(), found.html()):
        assert shown.count("the same answer") == 1
        assert shown.count("01, section 3") == 1
        assert shown.count("question 1; question 2: ") == 1
    assert len(found.as_dict()["findings"]) == 4


@pytest.mark.parametrize(
    "other",
    [
        Finding(WRONG, "b", "another answer", REBINDING),
        Finding(BROKEN, "b", "the answer", REBINDING),
        Finding(WRONG, "b", "the answer"),
    ],
)
def test_different_answers_stay_apart(other: Finding) -> None:
    assert "a; b" not in Verdict("x", 1, (Finding(WRONG, "a", "the answer", REBINDING), other)).text()


def test_passed_questions_are_all_listed() -> None:
    assert verdict(PASSED, PASSED, PASSED).text().count("✓ question") == 3


def test_grouping_does_not_change_the_points() -> None:
    same = Finding(WRONG, "q", "the same answer")
    assert Verdict("x", 4, (same, same, same, Finding(PASSED, "p"))).earned == 1.0


def test_html_marks_code_and_keeps_lines() -> None:
    html = Verdict("linear", 1, (Finding(WRONG, "`w`", "one\ntwo `a < b`"),)).html()
    assert "<code>w</code>: one<br>two <code>a &lt; b</code>" in html


def test_html_shows_the_drawing_of_the_group() -> None:
    asked = (Finding(WRONG, "a", "same"), Finding(WRONG, "b", "same", drawing="<svg><title>t</title></svg>"))
    assert Verdict("x", 1, asked).html().count("<svg><title>t</title></svg>") == 1


def test_html_of_hostile_text_has_no_tags_of_its_own() -> None:
    html = with_text(HOSTILE).html()
    assert Tags(html).seen <= {"div", "strong", "code", "ul", "li", "span", "em", "br"}
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;quoted&quot;" in html


@pytest.mark.parametrize("text", ["", "`", "``", "`a` `b", "a`\n`b", "&amp;", "<", "\n", "é✓漢"])
def test_html_is_well_formed_whatever_the_text(text: str) -> None:
    Tags(with_text(text).html())


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\r", "\x9b", "\u202e", "\u2066"])
def test_controls_of_terminal_and_writing_direction_are_not_passed_on(control: str) -> None:
    found = Verdict(
        "x", 1, (Finding(PASSED, f"a{control}b"), Finding(WRONG, f"c{control}d", f"e{control}f", REBINDING))
    )
    assert control not in found.text() + found.html()
    assert "a\ufffdb" in found.text()


def test_colours_of_a_message_are_taken_out() -> None:
    found = Verdict("x", 1, (Finding(BROKEN, "call", "\x1b[1mtoo small\x1b[0m"),))
    assert "call: too small" in found.text()
    assert "call: too small" in found.html()


def test_a_message_of_several_lines_cannot_pass_for_a_question() -> None:
    lines = Verdict("x", 1, (Finding(BROKEN, "call", "no\n  ✓ call\n✓ x: passed"),)).text().splitlines()
    assert [line for line in lines if line.startswith(("✓", "  ✓"))] == []
    assert len(lines) == 4


def test_a_score_is_a_number_to_nbgrader_and_words_to_the_reader() -> None:
    score = Score(1.5, 2)
    data, _ = DisplayFormatter().format(score)
    assert float(data["text/plain"]) == score == 1.5
    assert float(str(score)) == 1.5
    assert "1.5 of 2 points" in data["text/html"]


def test_a_score_of_nothing_shows_nothing() -> None:
    assert Score(0.0, 0)._repr_html_() == ""
