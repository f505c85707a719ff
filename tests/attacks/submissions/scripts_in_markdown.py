"""Puts scripts into markdown cells.

The feedback page shows them, and the instructor opens it.
"""
# %% [markdown]
# <script>MARKER</script>
#
# <img src="x" onerror="MARKER">
#
# [click](javascript:MARKER) <a href="javascript:MARKER">here</a>
#
# <iframe srcdoc="<script>MARKER</script>"></iframe> <svg onload="MARKER"></svg>
#
# ![x](x" onerror="MARKER)
#
# $\href{javascript:MARKER}{x}$ <details ontoggle="MARKER" open>MARKER</details>
# %%
