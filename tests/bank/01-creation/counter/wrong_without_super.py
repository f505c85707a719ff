"""Believes that the `__init__` of `tf.Module` runs by itself.

outcome: broken
misconception: super-init-left-out
"""


class Counter(tf.Module):
    def __init__(self):
        self.count = tf.Variable(0.0)

    def step(self):
        self.count.assign_add(1.0)
