"""Displays under one id, ends its kernel, and displays under that id again.

nbclient then looks for outputs that are gone: an IndexError, in the grader.

kind: careless
deserved: 7
"""

# %%
import os
import time

from IPython.display import display

for i in range(3):
    display(i, display_id="x")
time.sleep(1)
os._exit(1)

# %%
from IPython.display import display

display(1, display_id="x")

# %% right linear
