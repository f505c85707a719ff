"""Reads the environment of all processes it can see.

/proc shows those of the same user.
"""

# %%
from pathlib import Path

for path in Path("/proc").glob("[0-9]*/environ"):
    try:
        text = path.read_bytes()
    except OSError:
        continue
    print(text[text.find(b"DECOY=") :][:60] if b"DECOY=" in text else len(text))
