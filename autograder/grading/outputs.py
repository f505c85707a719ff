"""What a student's cells leave behind: kept small, plain, and without anything that a browser would run.

Outputs come from the student's process, whatever it likes to send. They end in a notebook that
nbgrader writes and that people open in a browser as feedback.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

#: Characters that are kept of one cell's outputs.
MAX_CELL_CHARS = 200_000
#: Characters that are kept of all pictures in a notebook; those of 02-initialization have 900,000.
MAX_PICTURE_CHARS = 4_000_000
#: Characters after which a cell is not printing any more but flooding: its kernel is ended.
FLOOD_CHARS = 10_000_000
#: MIME types that are kept: text is escaped where it is shown, and these pictures run no script.
SAFE_TYPES = ("text/plain", "image/png", "image/jpeg")
#: A figure as :func:`autograder.plots.style.html` writes it: its text alternative, and the SVG.
_FIGURE = re.compile(r'<div role="img" aria-label="([^"]*)"[^>]*>\s*(<svg\b.*</svg>)\s*</div>\s*', re.DOTALL)
_CUT = "\n[the rest of this cell's output was not kept]\n"


class Budget:
    """Counts what a cell sends. ``spend`` says whether a message may still be kept."""

    def __init__(self) -> None:
        self.spent = 0

    @property
    def flooded(self) -> bool:
        return self.spent > FLOOD_CHARS

    def spend(self, content: Any) -> bool:
        before = self.spent
        self.spent += len(str(content))
        # One message may overstep: what is too long of it is cut afterwards.
        return before <= MAX_CELL_CHARS


@dataclass
class Room:
    """Characters that are left for a notebook's pictures; text is limited cell by cell."""

    left: int = MAX_PICTURE_CHARS

    def take(self, output: NotebookNode) -> bool:
        """Whether there is room for the output's pictures; if so, it is theirs."""
        needed = sum(len(value) for mime, value in output.get("data", {}).items() if mime != "text/plain")
        if needed > self.left:
            return False
        self.left -= needed
        return True


def tidy(cell: NotebookNode, room: Room) -> None:
    """Rebuild a code cell's outputs from what is known to be harmless, and to be valid in a notebook."""
    count = cell.get("execution_count")
    cell.execution_count = count if type(count) is int else None
    left = MAX_CELL_CHARS
    kept = []
    for output in cell.get("outputs", ()):
        safe = _safe(output)
        left -= _length(safe)
        if left < 0 or not room.take(safe):
            kept.append(_shortened(safe, max(0, left + _length(safe))))
            break
        kept.append(safe)
    cell.outputs = kept


def error_output(name: str, message: str) -> NotebookNode:
    """What the grader says in the place of a cell's outputs."""
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


def _safe(output: NotebookNode) -> NotebookNode:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=text(output.get("text", "")))
    if kind == "error":
        trace = output.get("traceback")
        lines = [text(line) for line in trace] if isinstance(trace, list) else []
        return new_output(
            "error", ename=text(output.get("ename", "")), evalue=text(output.get("evalue", "")), traceback=lines
        )
    data = output.get("data")
    data = data if isinstance(data, dict) else {}
    kept = {mime: value for mime in SAFE_TYPES if (value := _value(mime, data.get(mime))) is not None}
    if drawn := _drawn(data):
        kept["text/html"] = drawn
    if kind == "execute_result":
        return new_output("execute_result", kept, execution_count=None)
    return new_output("display_data", kept)


def _drawn(data: dict) -> str | None:
    """SVG as an image, where a browser runs no script of it and loads nothing for it."""
    svg, alternative = _joined(data.get("image/svg+xml")), "a figure"
    html = _joined(data.get("text/html"))
    if isinstance(html, str) and (found := _FIGURE.fullmatch(html)):
        svg, alternative = found[2], unescape(found[1])
    if not isinstance(svg, str):
        return None
    encoded = base64.b64encode(text(svg).encode()).decode()
    alt = escape(text(alternative), quote=True)
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{encoded}" style="border:0;max-width:100%">'


def _joined(value: Any) -> Any:
    """nbformat's lines as one text."""
    return "".join(map(str, value)) if isinstance(value, list) else value


def _value(mime: str, value: Any) -> str | None:
    value = _joined(value)
    if not isinstance(value, str):
        return None
    if mime == "text/plain":
        return text(value)
    value = "".join(value.split())
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value


def pictures(data: dict) -> dict[str, str]:
    """Of a MIME bundle, the pictures that run no script."""
    found = {mime: _value(mime, data.get(mime)) for mime in SAFE_TYPES if mime.startswith("image/")}
    return {mime: value for mime, value in found.items() if value}


def text(value: Any) -> str:
    """As a string without lone surrogates, which no file takes."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _length(output: NotebookNode) -> int:
    # A picture counts as much as its text; it has its own limit.
    if output.output_type == "stream":
        return len(output.text)
    if output.output_type == "error":
        return len(output.evalue) + sum(map(len, output.traceback))
    return len(output.data.get("text/plain", ""))


def _shortened(output: NotebookNode, room: int) -> NotebookNode:
    if output.output_type == "stream":
        output.text = output.text[:room] + _CUT
    elif output.output_type == "error":
        output.evalue = output.evalue[:1000]
        output.traceback = [f"{output.ename}: {output.evalue}{_CUT}"]
    else:
        output.data = NotebookNode({"text/plain": output.data.get("text/plain", "")[:room] + _CUT})
    return output
