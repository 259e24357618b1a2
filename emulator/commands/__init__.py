"""`laml phone` and `laml dial`: a call from the terminal, by a script on virtual time, or by hand in real time."""
