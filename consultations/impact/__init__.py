"""Signed visits of the past as plain answers, and the worker that replays them."""
