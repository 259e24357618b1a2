"""Attacks on the receiver, by the number: `python -m tests.webhooks.attacks forge --count 1000000`; a few in every run.

Each attack comes with a fault, a receiver that lacks one check; an attack that the faulty receiver withstands as well
shows nothing, and counts as failed.
"""
