"""Believes that a tensor in an attribute is a variable.

outcome: wrong
misconception: tensor-for-variable
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.constant(0.0)

    def step(self):
        self.count = self.count + 1.0
