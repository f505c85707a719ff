"""Which notebooks get a warm kernel, and how a kernel manager comes by it."""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path

from ipykernel.kernelspec import get_kernel_dict, write_kernel_spec
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbformat.notebooknode import NotebookNode
from traitlets import Dict

from autograder.kernels.cells import TooComplex, parsed
from autograder.kernels.importtime import is_read_at_import
from autograder.kernels.provisioner import NAME

#: The kernelspec for students.
KERNEL_NAME = "python3-tensorflow-warm"
DISPLAY_NAME = "Python 3 (TensorFlow, warm)"


def _warmed(metadata: dict, options: dict | None = None) -> dict:
    return metadata | {"kernel_provisioner": {"provisioner_name": NAME, "config": options or {}}}


class WarmSpecs(KernelSpecManager):
    """The kernelspecs as they are, but python3 is started by the warm provisioner. Writes nothing.

    An installation that is older than the provisioner does not know it: a warning, and python3 stays cold.
    """

    options = Dict(
        help="The warm provisioner's options. Those with a ``policy`` hold for every kernel, whatever its language."
    )

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        spec = super().get_kernel_spec(kernel_name)
        isolated = "policy" in self.options
        if kernel_name == NATIVE_KERNEL_NAME or isolated:
            warm = KernelSpec(**spec.to_dict(), resource_dir=spec.resource_dir)
            warm.metadata = _warmed(spec.metadata, self.options)
            if isolated or KernelProvisionerFactory.instance(parent=self.parent).is_provisioner_available(warm):
                return warm
        return spec


def install(prefix: str | Path = sys.prefix) -> Path:
    """Install a warm kernelspec below ``prefix``, for a JupyterLab that runs in this environment; its folder."""
    written = Path(
        write_kernel_spec(
            overrides={"display_name": DISPLAY_NAME, "metadata": _warmed(get_kernel_dict()["metadata"])},
        )
    )
    try:
        return Path(KernelSpecManager().install_kernel_spec(str(written), KERNEL_NAME, prefix=str(prefix)))
    finally:
        shutil.rmtree(written.parent)


def wants_cold(notebook: NotebookNode) -> bool:
    """Whether a warm kernel could make a difference to this notebook that a cold one would not.

    That is so if a cell sets or deletes an environment variable that is read at import, wherever it
    does it, or one whose name is not a literal; or if the notebook's metadata says
    ``{"autograder": {"kernel": "cold"}}``. A cell that is no Python sets nothing.
    """
    wish = notebook.metadata.get("autograder")
    if isinstance(wish, dict) and wish.get("kernel") == "cold":
        return True
    return any(cell.cell_type == "code" and _sets_import_time_variable(cell.source) for cell in notebook.cells)


def _sets_import_time_variable(source: str) -> bool:
    finder = _EnvironmentWrites()
    try:
        if (tree := parsed(source)) is None:
            return False
        finder.visit(tree)
    except (TooComplex, RecursionError):
        return True
    return finder.found


class _EnvironmentWrites(ast.NodeVisitor):
    """Looks for what changes ``os.environ``. A cell magic's body is a string, and is parsed as a cell."""

    def __init__(self) -> None:
        self.found = False
        self._names = {"environ"}

    def visit_Assign(self, node: ast.Assign) -> None:
        if self._is_environ(node.value):
            self._names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        self.found |= any(isinstance(t, ast.Attribute) and t.attr == "environ" for t in node.targets)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if self._is_environ(node.target):
            self._note_mapping(node.value)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if isinstance(node.ctx, ast.Store | ast.Del) and self._is_environ(node.value):
            self._note(node.slice)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in ("putenv", "unsetenv") and node.args:
            self._note(node.args[0])
        elif isinstance(function, ast.Attribute) and self._is_environ(function.value):
            if name in ("setdefault", "pop", "__setitem__", "__delitem__") and node.args:
                self._note(node.args[0])
            elif name == "update":
                self._note_update(node)
            elif name in ("clear", "popitem"):
                self.found = True
        elif name in ("run_line_magic", "run_cell_magic"):
            self._note_magic([_literal(argument) for argument in node.args])
        self.generic_visit(node)

    def _is_environ(self, node: ast.expr) -> bool:
        return (isinstance(node, ast.Attribute) and node.attr == "environ") or (
            isinstance(node, ast.Name) and node.id in self._names
        )

    def _note(self, name: ast.expr | None) -> None:
        text = _literal(name)
        self.found |= text is None or is_read_at_import(text)

    def _note_mapping(self, node: ast.expr) -> None:
        if isinstance(node, ast.Dict):
            for key in node.keys:
                self._note(key)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict":
            self._note_update(node)
        else:
            self.found = True

    def _note_update(self, node: ast.Call) -> None:
        for argument in node.args:
            self._note_mapping(argument)
        for keyword in node.keywords:  # **unknown has no name
            self.found |= keyword.arg is None or is_read_at_import(keyword.arg)

    def _note_magic(self, words: list[str | None]) -> None:
        magic, line = (*words, "", "")[:2]
        if magic in ("env", "set_env"):
            name = (line or "").replace("=", " ").split()
            reads_only = magic == "env" and len(name) == 1 and "=" not in line
            self.found |= bool(name) and not reads_only and is_read_at_import(name[0])
        elif len(words) == 3 and magic in ("time", "timeit", "capture", "prun"):
            self.found |= _sets_import_time_variable(words[2] or "")


def _literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
