"""What stands behind figures and leaves as a file: questions joined with statistics, under one name each."""
