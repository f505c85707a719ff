"""Says that it has 18,000 variables with names of 1000 characters.

The message lists them all.
"""


# %% forger
# %%
class Many(Clumsy):
    def variables(self, target):
        found = super().variables(target)
        one = [
            description(1, "variable", shape=[1], dtype="float32", trainable=True, name="v") | {"path": f"{i:01000}"}
            for i in range(18_000)
        ]
        return {"variables": found["variables"] + one, "untracked": {}}


answer_with(Many())
