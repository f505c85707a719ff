"""Gives one initializer a generator of seeds, which moves on with every draw."""


def make_layers(count, width, seed):
    recipe = keras.initializers.HeNormal(seed=keras.random.SeedGenerator(seed))
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=recipe)
        layer.build((None, width))
        layers.append(layer)
    return layers
