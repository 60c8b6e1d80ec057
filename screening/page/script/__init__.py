"""What scripts do, read without running them: which addresses they load, follow or send away, and what sets that off.

Three readings stand side by side; none uses another's results, and `screening/page/scripts.py` brings them together.

1. Text patterns: `scripts.py` finds statements that load, `variables` where names are set; only the expression at such
   a place is read as tokens. Cheap, and at home in any text, also in attributes and broken scripts.
2. Tokens of the whole script: `built` finds statements that load, and names are looked up where they are known, by
   `scopes`. For addresses in pieces, in short scripts.
3. Flow: `flow` starts from whole addresses (`sources`, and `hinted` for those outside scripts) and follows them
   `outward` and by their `names` to a statement that uses them. For lists, settings and functions of all scripts.

Beneath 1 and 2 lies one evaluator, so that they cannot contradict each other: `constants` (names), `expressions`
(terms) and `operators`, on `methods` and `browser_functions` (with `decoders`), which say what a method or a function
makes of a value of `known`; `values` holds what comes out, and the budget. Beneath all lies `tokens`, beneath 2 and 3
`uses` (with `aliases`): which calls and settings load or follow. Beside them, `triggers` says what sets a statement
off, and `endpoints` which own addresses come of a path and a word.
"""
