"""Believes that `=` on a second name of the variable changes it.

outcome: wrong
misconception: box-unchanged
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        count = self.count
        count = count + 1.0
