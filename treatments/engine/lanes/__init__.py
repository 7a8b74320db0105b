"""What the engine says about thousands of areas at once.

A lane is one large whole number with a byte for each area, so that `&` and `|` work on all of them in one step. Every
step of `settling`, `weighing` and `suggest` has its counterpart here; tests hold the two equal; docs/decisions/0049
says why there are two.
"""
