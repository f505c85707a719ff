"""Returns the next count, in the belief that this is what the variable then holds.

outcome: wrong
misconception: box-unchanged
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        return self.count + 1.0
