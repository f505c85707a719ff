"""Crashes Python itself with a segmentation fault.

No exception is raised that could be caught.
"""

# %% linear
import ctypes


class Linear:
    def __init__(self, n_in, n_out):
        ctypes.string_at(0)
