"""gunicorn's settings: `gunicorn --config gunicorn.conf.py app:app`."""

bind = "127.0.0.1:8000"
workers = 4  # each has its own connections to PostgreSQL
worker_class = "gthread"
threads = 4
timeout = 20  # seconds; the provider has given up by then
graceful_timeout = 30  # handlers that run are finished
keepalive = 5
forwarded_allow_ips = "127.0.0.1"  # nginx
