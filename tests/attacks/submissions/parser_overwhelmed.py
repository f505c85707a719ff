"""Compiles source that Python's parser cannot take: nested 100,000 deep.

The parser recurses in C, where no exception is sure to come.
"""

# %% linear
import ast

for source in ("(" * 100_000 + ")" * 100_000, "-" * 100_000 + "1", "a." * 100_000 + "b", "[" * 150 + "]" * 150):
    try:
        compile(source, "deep", "eval")
        ast.unparse(ast.parse(source))
    except Exception as error:
        print(type(error).__name__)
