"""Weights that were trained for this project, and the code that loads them."""
