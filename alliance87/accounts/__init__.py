"""Getting in: login, second factor, passwords, own sessions. django-allauth does the work."""
