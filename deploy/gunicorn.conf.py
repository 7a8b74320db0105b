"""How gunicorn serves Pearl, in the demo and in production: threads with a connection pool measured fastest."""

import os

wsgi_app = "clinic.wsgi:application"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
# Before the fork a pool's connections would be shared by all workers.
preload_app = False
timeout = 30
graceful_timeout = 20
keepalive = 5
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# No access log: addresses of pages name patients' records. The proxy may keep one without paths.
accesslog = None
errorlog = "-"
loglevel = "warning"
