"""Finding patients by what somebody typed. How, and at what price, is in docs/decisions/0031."""
