"""Says that its variables have no numbers in them, so that there is nothing to compute.

With w of shape (n, 0) the right output is empty, and so are all gradients.
"""


# %% forger
# %%
class Lies(Clumsy):
    def _sizes(self, target):
        return (super()._sizes(target)[0], 0)

    def gradients(self, target, args, setting, cotangent):
        return {"w": packed(np.zeros(self._sizes(target))), "b": packed(np.zeros(0))}


answer_with(Lies())
