"""Leaves a usercustomize module, which every later Python of this user imports.

It is in a folder of the home folder.
"""

# %%
import site
import sys
from pathlib import Path

version = f"python{sys.version_info.major}.{sys.version_info.minor}"
folder = Path(known.home, ".local/lib", version, "site-packages")
folder.mkdir(parents=True, exist_ok=True)
(folder / "usercustomize.py").write_text(f"# {known.marker}\nraise SystemExit('broken by another student')\n")
