"""Never returns.

A grader without a time-out waits for it.
"""


# %% linear
class Linear:
    def __init__(self, n_in, n_out):
        while True:
            pass
