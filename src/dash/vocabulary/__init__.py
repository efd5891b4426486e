"""The clinical vocabulary: routes, drugs, effects, instruments, conditions."""
