"""Speed, side by side with peers and with the limit; `make bench` runs it."""
