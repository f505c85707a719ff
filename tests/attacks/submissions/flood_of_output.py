"""Prints 50 MB.

All of it would be in the notebook, the feedback, and the grader's memory.
"""

# %%
for _ in range(500):
    print("x" * 100_000)
