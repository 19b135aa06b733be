"""The staff's pages, one module per group of models."""

from roadmap.admin import actions, agencies, mails, people, periods, roadmaps, updates

__all__ = ["actions", "agencies", "mails", "people", "periods", "roadmaps", "updates"]
