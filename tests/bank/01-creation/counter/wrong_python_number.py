"""Believes that a Python number in an attribute is state like any other.

outcome: wrong
misconception: state-in-python
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = 0

    def step(self):
        self.count += 1
