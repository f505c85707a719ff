"""Divides a local name: believes that the kernel changes with it.

outcome: wrong
misconception: box-unchanged
fails: lsuv
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        kernel = keras.initializers.Orthogonal(seed=number)(layer.kernel.shape)
        for _ in range(10):
            z = hidden @ kernel + layer.bias
            kernel = kernel / tf.math.reduce_std(z)
        hidden = activation(hidden @ kernel + layer.bias)
