"""Says that it has 100,000 variables of 16 MB, all of one path.

The grader draws values for each.
"""


# %% forger
# %%
class Many(Clumsy):
    def variables(self, target):
        one = description(1, "variable", shape=[2**21], dtype="float64", trainable=True, name="v") | {"path": "w"}
        return {"variables": [one] * 100_000, "untracked": {}}


answer_with(Many())
