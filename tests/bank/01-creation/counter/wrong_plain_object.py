"""Believes that tracking looks into an object of a class without a base.

outcome: wrong
misconception: hidden-in-object
"""


class State:
    def __init__(self):
        self.count = tf.Variable(0.0)


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.state = State()

    @property
    def count(self):
        return self.state.count

    def step(self):
        self.count.assign_add(1.0)
