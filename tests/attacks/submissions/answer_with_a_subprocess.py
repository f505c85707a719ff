"""Runs another Python and reads what it prints.

Examples of parallel work do so.

kind: honest
deserved: 7
"""

# %% right linear

# %%
import subprocess
import sys

done = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True)
assert done.stdout == "42\n", done
