"""Believes that `=` puts the Python number back into the variable that it was read from.

outcome: wrong
misconception: rebinding
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count = float(self.count) + 1.0
