"""The kill harness: callbacks to real processes that are killed at random; nothing may be lost, nothing run twice."""
