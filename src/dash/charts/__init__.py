"""Figures: frames in, one chart and its description out."""
