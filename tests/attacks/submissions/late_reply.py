"""Lets a question time out, and answers it when the next one has been asked.

The late reply may be taken for that of the next question.
"""

# %% linear
import time


class Linear:
    calls = 0

    def __init__(self, n_in, n_out):
        Linear.calls += 1
        if Linear.calls == 1:
            end = time.monotonic() + 12
            while time.monotonic() < end:
                try:
                    time.sleep(0.2)
                except KeyboardInterrupt:
                    pass
