"""Keeps what is trained and what is not in two dictionaries."""


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self.trained, self.frozen = {}, {}

    def create(self, name, value, trainable=True):
        if name in self.trained or name in self.frozen:
            raise ValueError(name)
        box = tf.Variable(value, trainable=trainable)
        (self.trained if trainable else self.frozen)[name] = box
        return box

    def get(self, name):
        if name in self.trained:
            return self.trained[name]
        return self.frozen[name]

    def nbytes(self):
        total = 0
        for box in (*self.trained.values(), *self.frozen.values()):
            total += tf.size(box).numpy() * box.dtype.size
        return total
