"""Believes that a variable in a function that the module holds is the module's.

outcome: wrong
misconception: hidden-in-closure
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        count = tf.Variable(0.0)
        self.read = lambda: count

    @property
    def count(self):
        return self.read()

    def step(self):
        self.read().assign_add(1.0)
