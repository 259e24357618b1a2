"""The store: the inbox of events, in a database. Knows SQLAlchemy, and nothing of Flask.

It is loaded when the first request comes that is stored, so that an app without such handlers pays nothing.
"""
