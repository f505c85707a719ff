"""Believes that `+=` changes a variable.

outcome: broken
misconception: in-place-operator
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count += 1.0
