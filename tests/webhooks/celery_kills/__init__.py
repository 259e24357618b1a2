"""Celery workers on RabbitMQ, killed at random while they handle events."""
