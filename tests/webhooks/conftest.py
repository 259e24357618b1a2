"""What the tests of the receiver share."""

from hypothesis import settings

settings.register_profile("webhooks", deadline=None)  # a busy machine makes a drawn case slow, not wrong
settings.load_profile("webhooks")
