"""Answers the grader's requests itself, right, in NumPy: there is no Linear and no TensorFlow.

The observer lives beside the student's code. Numbers have to be computed from fresh inputs; what kind
of object computed them is a claim.
"""

# %% forger
# %%
answer_with(Forger())
