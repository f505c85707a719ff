"""Believes that the first step is early enough to make the variable.

outcome: wrong
misconception: created-too-late
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = None

    def step(self):
        if self.count is None:
            self.count = tf.Variable(0.0)
        self.count.assign_add(1.0)
