"""Hands it to Keras, whose name for a normal that is not cut is another."""


def variance_scaling(shape, scale, mode, distribution, seed):
    if distribution == "normal":
        distribution = "untruncated_normal"
    recipe = keras.initializers.VarianceScaling(scale=scale, mode=mode, distribution=distribution, seed=seed)
    return recipe(shape)
