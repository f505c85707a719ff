"""Loops in a cell of its own; the answer is right.

kind: careless
deserved: 7
"""

# %% right linear

# %%
while True:
    pass
