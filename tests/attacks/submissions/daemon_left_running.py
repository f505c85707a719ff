"""Starts a process that outlives the kernel.

In a session of its own it gets no signal when the kernel ends.
"""

# %%
import subprocess
import sys

code = f"import time; time.sleep(120)  # {known.marker}"
subprocess.Popen([sys.executable, "-S", "-c", code], start_new_session=True)
