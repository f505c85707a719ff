"""Measures with `keras.Sequential`, in which no activation stands between the layers.

outcome: wrong
misconception: activation-left-out
fails: lsuv-unseen
"""


def lsuv(layers, activation, x):
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        part = keras.Sequential(layers[: number + 1])
        for _ in range(10):
            std = tf.math.reduce_std(part(x))
            if abs(std - 1.0) < 0.02:
                break
            layer.kernel.assign(layer.kernel / std)
