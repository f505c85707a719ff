"""Believes that a variable made in `__init__` belongs to the module without `self`.

outcome: broken
misconception: variable-not-kept
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        count = tf.Variable(0.0)

    def step(self):
        self.count.assign_add(1.0)
