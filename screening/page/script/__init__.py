"""What scripts do, read without running them: which addresses they load, follow or send away, and what sets that off.

Three readings stand side by side; none uses another's results, and `screening/page/scripts.py` brings them together.

1. Text patterns: `values` works out the expression at a place in the text, `variables` what names are set to. Cheap,
   and at home in any text, also in attributes and broken scripts.
2. Tokens: `built` finds statements that load, `constants` works out what they get: names by `scopes`, terms by
   `expressions`. For addresses in pieces, in short scripts.
3. Flow: `flow` starts from whole addresses (`sources`, and `hinted` for those outside scripts) and follows them
   `outward` and by their `names` to a statement that uses them. For lists, settings and functions of all scripts.

Beneath 1 and 2 lie `browser_functions` (on `decoders`) and `methods`: what a function or a method makes of a value of
`known`. Both readings ask them, so that they cannot contradict each other. Beneath 2 and 3 lie `tokens` and `uses`
(with `aliases`): which calls and settings load or follow. Beside them, `triggers` says what sets a statement off, and
`endpoints` which own addresses come of a path and a word.
"""
