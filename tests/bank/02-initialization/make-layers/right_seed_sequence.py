"""Spawns the seeds with NumPy, and builds each layer by calling it."""


def make_layers(count, width, seed):
    seeds = np.random.SeedSequence(seed).generate_state(count)
    layers = []
    for one in seeds:
        recipe = keras.initializers.HeNormal(seed=int(one) % 2**31)
        layers.append(keras.layers.Dense(units=width, kernel_initializer=recipe, bias_initializer="zeros"))
        layers[-1](tf.zeros([1, width]))
    return layers
