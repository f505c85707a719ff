"""Believes that a module tracks the variables of Keras.

outcome: wrong
misconception: keras-variable-in-module
"""


class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = keras.Variable(0.0)

    def step(self):
        self.count.assign_add(1.0)
