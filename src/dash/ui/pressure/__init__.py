"""The parts of the page on blood pressure: course, peaks, recovery, events over time, monitoring."""
