"""Counts in Python and copies to the variable, in the belief that both are always equal.

outcome: wrong
misconception: state-in-python
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)
        self.steps = 0

    def step(self):
        self.steps += 1
        self.count.assign(self.steps)
