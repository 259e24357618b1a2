"""Tests of the commands that call an app from the terminal."""
