"""Signs that a submission meddles with its kernel, for an instructor to look at. They cost no points.

A sign is a name in the code that an answer to these exercises has no use for. To look for names is
easy to evade, and that is no harm: what keeps grades honest is that verdicts are reached elsewhere.
This only tells a person where to look first.
"""

from __future__ import annotations

import ast

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from autograder.kernels.cells import TooComplex, parsed

#: Modules, or their parents, that reach past the notebook.
_MODULES = {
    "ctypes",
    "gc",
    "inspect",
    "ipykernel",
    "jupyter_client",
    "multiprocessing",
    "ptrace",
    "signal",
    "socket",
    "subprocess",
    "unittest.mock",
    "zmq",
    "autograder.observer",
    "autograder.session",
    "autograder.protocol",
    "autograder.grading",
    "autograder.checks",
    "autograder.verdict",
}
_NAMES = {
    "answer_in_kernel": "the checks' observer",
    "converse_in_kernel": "the checks' observer",
    "get_ipython": "the kernel's shell",
    "do_execute": "the kernel's shell",
    "run_cell": "the kernel's shell",
    "input_transformers_cleanup": "the kernel's shell",
    "input_transformers_post": "the kernel's shell",
    "set_custom_exc": "the kernel's shell",
    "showtraceback": "the kernel's shell",
    "user_expressions": "the kernel's shell",
    "get_parent": "the kernel's messages",
    "raw_input": "the kernel's messages",
    "stdin_socket": "the kernel's messages",
    "settrace": "frames",
    "setprofile": "frames",
    "_getframe": "frames",
    "f_back": "frames",
    "f_globals": "frames",
    "f_locals": "frames",
    "tb_frame": "frames",
    "get_objects": "gc",
    "get_referrers": "gc",
    "modules": "sys.modules",
    "__builtins__": "builtins",
    "__subclasses__": "builtins",
    "_exit": "the process",
    "fork": "the process",
    "kill": "the process",
    "addaudithook": "the process",
    "meta_path": "imports",
    "path_hooks": "imports",
}
#: Attributes are only a sign below these names: ``sys.modules`` is one, ``layer.modules`` is not.
_ONLY_BELOW = {"modules": {"sys"}, "_exit": {"os"}, "fork": {"os"}, "kill": {"os"}}
_MAGIC = {"run_line_magic", "run_cell_magic"}


def signs(notebook: NotebookNode) -> list[str]:
    """What in the student's cells a person should look at: one line each, by cell; empty for most."""
    found = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code" and not utils.is_locked(cell):
            where = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell {number}"
            found += [f"{where}, line {line}: {what}" for line, what in _signs(cell.source)]
    return found


def _signs(source: str) -> list[tuple[int, str]]:
    looked = _Signs()
    try:
        if (tree := parsed(source)) is None:
            return []
        looked.visit(tree)
    except (TooComplex, RecursionError):
        return [(1, "code that is too complex to be read")]
    return sorted(looked.found)


class _Signs(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: set[tuple[int, str]] = set()

    def visit_Import(self, node: ast.Import) -> None:
        for item in node.names:
            self._module(node, item.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if not self._module(node, module):
            for item in node.names:
                self._module(node, f"{module}.{item.name}")
                self._name(node, item.name)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        below = _ONLY_BELOW.get(node.attr)
        if below is None or (isinstance(node.value, ast.Name) and node.value.id in below):
            self._name(node, node.attr)
        # This is how IPython spells a magic, which students use.
        if not (node.attr in _MAGIC and isinstance(node.value, ast.Call) and _called(node.value) == "get_ipython"):
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id not in _ONLY_BELOW:
            self._name(node, node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        # getattr(x, "f_back") is found, getattr(x, "f_" + "back") is not.
        if isinstance(node.value, str) and node.value not in _ONLY_BELOW:
            self._name(node, node.value)

    def visit_Call(self, node: ast.Call) -> None:
        if _called(node) in ("__import__", "import_module"):
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant):
                self._module(node, str(name.value))
            else:
                self.found.add((node.lineno, "imports by a computed name"))
        self.generic_visit(node)

    def _module(self, node: ast.AST, name: str) -> bool:
        parts = name.split(".")
        reaches = any(".".join(parts[:length]) in _MODULES for length in range(1, len(parts) + 1))
        if reaches:
            self.found.add((node.lineno, f"imports {name}"))
        return reaches

    def _name(self, node: ast.AST, name: str) -> None:
        if name in _NAMES:
            self.found.add((node.lineno, f"{name} ({_NAMES[name]})"))


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))
