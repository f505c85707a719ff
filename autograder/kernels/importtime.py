"""Environment variables that are read when a module is imported, or when Python starts.

A warm kernel has its imports behind it: it cannot heed them any more.
"""

from __future__ import annotations

from collections.abc import Mapping

_PREFIXES = ("TF_", "KERAS_", "OMP_", "OPENBLAS_", "MKL_", "CUDA_", "XLA_", "PYTHON")
#: jupyter_client takes it out of every kernel's environment.
_NEVER_PASSED = "PYTHONEXECUTABLE"


def is_read_at_import(name: str) -> bool:
    """Whether that variable must be set before the imports to have its effect."""
    return (name.startswith(_PREFIXES) or name == "MPLBACKEND") and name != _NEVER_PASSED


def read_at_import(environment: Mapping[str, str]) -> dict[str, str]:
    """Those variables of ``environment`` that must be set before the imports."""
    return {name: value for name, value in environment.items() if is_read_at_import(name)}
