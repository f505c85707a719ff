"""Draws a figure and uses 1.2 GB of memory for a while.

Both are normal work.

kind: honest
deserved: 7
"""

# %%
# %matplotlib inline
import matplotlib.pyplot as plt
import numpy as np

plt.plot(np.ones(150_000_000)[:10])
plt.show()
# %timeit -n 1 -r 1 sum(range(1000))
# %% right linear
