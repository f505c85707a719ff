"""Leaves a configuration of nbgrader that runs code in the grader's own process, next time.

nbgrader executes nbgrader_config.py of the course and of the home folder.
"""

# %%
from pathlib import Path

CODE = f"open({known.outside + '/' + known.marker!r}, 'w').write('run')\n"
for folder in (Path(known.course), Path(known.home, ".jupyter")):
    try:
        folder.mkdir(exist_ok=True)
        with open(folder / "nbgrader_config.py", "a") as file:
            file.write(CODE)
    except OSError as error:
        print(repr(error))
