"""Runs commands of the shell, by IPython's magics.

Nothing in Python is called that could be guarded there.
"""

# %%
# !echo $COURSE_TOKEN; cat {known.home}/.ssh/id_ed25519
# !echo {known.marker} > {known.outside}/{known.marker}
get_ipython().run_cell_magic("bash", "", f"rm -f {known.outside}/keep.txt; cat {known.outside}/shadow")
