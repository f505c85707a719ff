"""Computes for five seconds before it answers.

That is long, and within the limits.

kind: honest
deserved: 7
"""

# %%
import time

time.sleep(5)
# %% right linear
