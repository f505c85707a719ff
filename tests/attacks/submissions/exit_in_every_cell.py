"""Ends the kernel in cell after cell.

A grader that starts a new kernel for each starts kernels for ever.
"""

# %%
import os

os._exit(1)
# %%
import os

os._exit(1)
# %%
import os

os._exit(1)
# %%
import os

os._exit(1)
# %%
import os

os._exit(1)
# %%
import os

os._exit(1)
