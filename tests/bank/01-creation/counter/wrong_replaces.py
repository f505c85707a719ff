"""Believes that `assign` adds.

outcome: wrong
misconception: replaces-instead-of-adds
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count.assign(1.0)
