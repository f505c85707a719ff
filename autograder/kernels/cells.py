"""The source of a cell as Python, which IPython's dialect is not."""

from __future__ import annotations

import ast

from IPython.core.inputtransformer2 import TransformerManager

#: Longest line that IPython's expressions are tried on: one that looks for help takes quadratic time.
MAX_LINE = 1000


class TooComplex(Exception):
    """Nobody writes such code by hand: it is nested too deeply, has too long lines, or too many magics."""


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a cell; None if it is no Python.

    Raises:
        TooComplex: it cannot be read in reasonable time or depth.
    """
    try:
        return ast.parse(source)
    except (RecursionError, MemoryError):
        raise TooComplex from None
    except (SyntaxError, ValueError):
        pass  # with a magic in it, for example
    if max(map(len, source.splitlines()), default=0) > MAX_LINE:
        raise TooComplex
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError):
        return None
    except (RuntimeError, MemoryError):  # of recursion, or of more transformations than IPython makes
        raise TooComplex from None
