"""Writes files all over the machine.

The kernel runs with the rights of who grades.
"""

# %%
from pathlib import Path

for folder in (known.home, known.outside, known.temporary, known.course + "/source/attacked", "/tmp", "/dev/shm"):
    try:
        Path(folder, f"{known.marker}.txt").write_text(known.marker)
    except OSError as error:
        print(type(error).__name__)
try:
    Path(known.outside, "keep.txt").write_text("gone")
except OSError as error:
    print(type(error).__name__)
