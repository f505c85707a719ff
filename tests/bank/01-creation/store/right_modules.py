"""Makes a small module of each parameter and keeps the modules."""


class Param(tf.Module):
    def __init__(self, value, trainable, name):
        super().__init__()
        self.key = name
        self.box = tf.Variable(value, trainable=trainable)

    def nbytes(self):
        return len(self.box.numpy().tobytes())


class ParamStore(tf.Module):
    def __init__(self):
        super().__init__()
        self.params = ()

    def create(self, name, value, trainable=True):
        if name in [param.key for param in self.params]:
            raise ValueError(name)
        self.params = (*self.params, Param(value, trainable, name))
        return self.params[-1].box

    def get(self, name):
        found = {param.key: param.box for param in self.params}
        return found[name]

    def nbytes(self):
        return sum(param.nbytes() for param in self.params)
