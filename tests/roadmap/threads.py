"""Several people at the same instant."""

import threading

from django.db import connection


def at_once(jobs):
    """The answers to all jobs, which start together."""
    start, answers = threading.Barrier(len(jobs)), []

    def run(job):
        start.wait()
        try:
            answers.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
