"""Dies when the hidden test begins and behaves otherwise in the kernel that follows.

State in a file survives the kernel; a second chance could be another answer.
"""

# %% linear
import os
from pathlib import Path

died = Path("died")


class Linear:
    def __init__(self, n_in, n_out):
        if n_in == 7 and not died.exists():
            died.touch()
            os._exit(0)
        raise ValueError("second life" if died.exists() else "first life")
