"""Answers the exercise.

Nothing is wrong with it.

kind: honest
deserved: 7
"""

# %% right linear
