"""Kills another process of the same user.

Another student's kernel, for example.
"""

# %%
import os
import signal

os.kill(known.decoy, signal.SIGKILL)
