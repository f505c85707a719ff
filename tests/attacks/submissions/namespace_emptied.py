"""Deletes all names at the end, its own answer included.

kind: careless
"""

# %% linear
# %%
# %reset -f
import sys

sys.modules.pop("autograder", None)
