"""A polar factor through `set_weights`, the biases handed back as they were; divides before it asks."""


def lsuv(layers, activation, x):
    for number, layer in enumerate(layers):
        kernel, bias = layer.get_weights()
        u, _, v = np.linalg.svd(np.random.default_rng(number).normal(size=kernel.shape), full_matrices=False)
        kernel = u @ v
        for _ in range(10):
            kernel = kernel / np.std(x @ kernel.astype("float32") + bias)
            layer.set_weights([kernel, bias])
            if abs(np.var(layer(x)) - 1) <= 0.1:
                break
        x = activation(layer(x))
