"""A block of k full rows over zeros, each column shuffled by itself."""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self._arguments = {"k": k, "seed": seed}

    def __call__(self, shape, dtype="float32"):
        generator = np.random.Generator(np.random.PCG64(self._arguments["seed"]))
        values = np.zeros(shape)
        values[: self._arguments["k"]] = generator.normal(0, 1, (self._arguments["k"], shape[1]))
        return keras.ops.convert_to_tensor(generator.permuted(values, axis=0), dtype=dtype)

    def get_config(self):
        return self._arguments
