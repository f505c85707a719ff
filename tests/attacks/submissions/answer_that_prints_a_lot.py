"""Prints some hundred kilobytes, as a training loop does.

It is under any sensible limit.

kind: honest
deserved: 7
"""

# %% right linear

# %%
for step in range(3000):
    print(f"step {step}: loss {1 / (step + 1):.4f}")
