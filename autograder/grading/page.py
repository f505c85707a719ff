"""The feedback page, made in a third of the time."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from time import monotonic
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat.notebooknode import NotebookNode

#: The beginning of a picture that has no ``alt``.
_PICTURE = re.compile(r"<img(?=\s)(?![^>]*\salt=)")


class FeedbackExporter(HTMLExporter):
    """As its base, for a page with the classic template, which is what nbgrader's feedback has.

    The base parses the finished page and writes it again, to give an ``alt`` to pictures without one
    and to make cells of the lab template focusable. That is more than half of its time; here a regular
    expression does it, and a test compares. And nbgrader makes a new exporter for each student,
    which compiles the templates and colours the course's own cells anew: here these are kept.
    """

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw: Any) -> tuple[str, dict]:
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        resources = self._init_resources(resources)
        self.register_filter("highlight_code", _Highlight(pygments_lexer=lexer, parent=self))
        self.register_filter(
            "filter_data_type",
            WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources),
        )
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return _PICTURE.sub(r'<img alt="No description has been provided for this image"', page), resources

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.bytecode_cache = _COMPILED
        return environment


class _Highlight(Highlight2HTML):
    """Colours the cells of one page. Where that takes too long, the rest of the page has no colours: Pygments
    needs a minute for 5000 lines with a blank in each, and whoever records a class waits for it.
    """

    def __init__(self, **options: Any):
        super().__init__(**options)
        self._left = HIGHLIGHT_SECONDS

    def __call__(self, source: str, language: str | None = None, metadata: dict | None = None) -> str:
        started = monotonic()
        try:
            if self._left <= 0:
                raise _TookTooLong
            with _interrupted_after(self._left):
                return self._coloured(source, language, metadata)
        except _TookTooLong:
            return f'<div class="highlight"><pre>{escape(source)}\n</pre></div>'
        finally:
            self._left -= monotonic() - started

    def _coloured(self, source: str, language: str | None, metadata: dict | None) -> str:
        if self.extra_formatter_options or "magics_language" in (metadata or {}):
            return super().__call__(source, language, metadata)
        highlighted = _highlighted if len(source) <= KEPT_CHARS else _highlighted.__wrapped__
        return highlighted(source, language or self.pygments_lexer)


#: Seconds for colouring a page; the course's own take a tenth of one.
HIGHLIGHT_SECONDS = 5.0


class _TookTooLong(Exception):
    pass


@contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Raises in the middle of whatever Python does; no limit where there are no such signals (a thread, Windows)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: Any) -> None:
        raise _TookTooLong

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


#: Longest source whose coloured text is kept: twenty times as long, for each of 2000.
KEPT_CHARS = 5000


@lru_cache(maxsize=2000)
def _highlighted(source: str, language: str) -> str:
    return Highlight2HTML(pygments_lexer=language)(source)


class _Compiled(BytecodeCache):
    def __init__(self) -> None:
        self._templates: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._templates:
            bucket.bytecode_from_string(self._templates[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._templates[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()
