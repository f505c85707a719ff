"""Hides the dictionary in the functions that use it.

outcome: wrong
misconception: hidden-in-closure
fails: store
"""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        params = {}

        def create(name, value, trainable=True):
            if name in params:
                raise ValueError(f"{name} is taken")
            params[name] = tf.Variable(value, trainable=trainable, name=name)
            return params[name]

        self.create = create
        self.get = lambda name: params[name]
        self.nbytes = lambda: sum(v.dtype.size * v.shape.num_elements() for v in params.values())
