"""The parts of the page on outcomes: what is chosen, five views, the patients behind them."""
