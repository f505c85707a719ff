"""Takes 5 GB of memory.

Without a limit the machine swaps, or the kernel of the operating system picks a process to kill.
"""

# %%
import numpy as np

blocks = []
try:
    for _ in range(20):
        blocks.append(np.ones(256 * 2**20, np.uint8))
    print(known.marker, "got 5 GB of memory")
finally:
    print(len(blocks) * 0.25, "GB")
    del blocks
