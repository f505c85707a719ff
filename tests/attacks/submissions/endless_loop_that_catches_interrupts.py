"""Never returns and catches the interrupt.

A time-out that only interrupts leaves it running, and the rest of the class waits.
"""


# %% linear
class Linear:
    def __init__(self, n_in, n_out):
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
