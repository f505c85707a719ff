"""Believes that `=` on an attribute changes the variable.

outcome: wrong
misconception: rebinding
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count = self.count + 1.0
