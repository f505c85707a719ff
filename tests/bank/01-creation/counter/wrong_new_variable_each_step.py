"""Wraps the sum in a variable, in the belief that it is then the same one.

outcome: wrong
misconception: new-variable-each-call
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count = tf.Variable(self.count + 1.0)
