"""Keeps pairs of name and variable in a list, and searches it."""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self.pairs = []

    def create(self, name, value, trainable=True):
        if any(known == name for known, _ in self.pairs):
            raise ValueError(f"{name!r} exists")
        self.pairs.append((name, tf.Variable(value, trainable=trainable)))
        return self.pairs[-1][1]

    def get(self, name):
        for known, box in self.pairs:
            if known == name:
                return box
        raise KeyError(name)

    def nbytes(self):
        return sum(box.dtype.size * int(tf.reduce_prod(box.shape)) for _, box in self.pairs)
