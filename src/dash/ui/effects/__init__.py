"""The parts of the page of side effects: what is chosen, the figure of rates, the sessions behind it, further views."""
