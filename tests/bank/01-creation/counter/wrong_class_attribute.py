"""Believes that a variable on the class belongs to each object.

outcome: wrong
misconception: hidden-on-class
"""


class Counter(tf.Module):
    count = tf.Variable(0.0)

    def step(self):
        self.count.assign_add(1.0)
