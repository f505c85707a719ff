"""Believes that the default variable is made anew for each counter.

outcome: wrong
misconception: shared-between-instances
"""


class Counter(tf.Module):
    def __init__(self, count=tf.Variable(0.0)):
        super().__init__()
        self.count = count

    def step(self):
        self.count.assign_add(1.0)
