"""The closed lists of the field: words that mean one thing everywhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Area(models.TextChoices):
    """Areas of work of SDG target 8.7."""

    CHILD_LABOUR = "child-labour", _("Child labour")
    FORCED_LABOUR = "forced-labour", _("Forced labour")
    HUMAN_TRAFFICKING = "human-trafficking", _("Human trafficking")
    MODERN_SLAVERY = "modern-slavery", _("Modern slavery")


class AgencyKind(models.TextChoices):
    """What sort of body an agency is."""

    MINISTRY = "ministry", _("Federal or national ministry")
    MINISTRY_UNIT = "ministry-unit", _("Unit of a ministry")
    PRESIDENCY = "presidency", _("Office of the head of government or state")
    DECENTRALISED = "decentralised", _("Decentralised body")
    DECONCENTRATED = "deconcentrated", _("Deconcentrated body")
    AUTONOMOUS = "autonomous", _("Autonomous body")
    PROSECUTION = "prosecution", _("Prosecution service")
    JUDICIARY = "judiciary", _("Judiciary")
    SECURITY = "security", _("Police or armed force")
    COMMISSION = "commission", _("Interministerial commission")
    WORKING_GROUP = "working-group", _("Working group, table or committee")
    COORDINATION = "coordination", _("System or network of coordination between levels")
    STATE = "state", _("State or provincial body")
    MUNICIPAL = "municipal", _("Municipal body")
    INTERNATIONAL = "international", _("International organisation")
    REGIONAL = "regional", _("Regional or international initiative")
    FOREIGN_GOVERNMENT = "foreign-government", _("Foreign government")
    CIVIL_SOCIETY = "civil-society", _("Civil society organisation")
    INTERNATIONAL_CIVIL_SOCIETY = (
        "international-civil-society",
        _("International civil society organisation"),
    )
    ACADEMIA = "academia", _("Academia")
    EMPLOYERS = "employers", _("Employers' organisation")
    WORKERS = "workers", _("Workers' organisation")
    PRIVATE_SECTOR = "private-sector", _("Private sector")
    NOT_STATED = "not-stated", _("Not stated")


class ActionState(models.TextChoices):
    """How far an action has come."""

    PLANNED = "planned", pgettext_lazy("action", "Planned")
    IN_PROGRESS = "in-progress", pgettext_lazy("action", "In progress")
    COMPLETED = "completed", pgettext_lazy("action", "Completed")
    STOPPED = "stopped", pgettext_lazy("action", "Stopped")


class NextStepStatus(models.TextChoices):
    """The four answers of the questionnaire to "what is the status of your next step?"."""

    NOT_ACHIEVED = "not-achieved", pgettext_lazy("next step", "Not achieved")
    PLANNED = "planned", pgettext_lazy("next step", "Planned")
    IN_PROGRESS = "in-progress", pgettext_lazy("next step", "In progress")
    COMPLETED = "completed", pgettext_lazy("next step", "Completed")


class UpdateKind(models.TextChoices):
    """What an agency says about its year: silence is none of these."""

    PROGRESS = "progress", _("Progress")
    NO_PROGRESS = "no-progress", _("No progress this year")
    NOT_APPLICABLE = "not-applicable", _("Not applicable")


class Status(models.TextChoices):
    """Where an update stands in its review. Only `roadmap.workflow` changes it."""

    DRAFT = "draft", pgettext_lazy("update", "Draft")
    WITH_VALIDATOR = "with-validator", pgettext_lazy("update", "With the agency's validator")
    SUBMITTED = "submitted", pgettext_lazy("update", "Submitted")
    RETURNED = "returned", pgettext_lazy("update", "Returned")
    APPROVED = "approved", pgettext_lazy("update", "Approved")


class Topic(models.TextChoices):
    """What an update tells besides its priority: which other part of the questionnaire reads it."""

    SUCCESS = "success", _("A main success of the year")
    OTHER_SUCCESS = "other-success", _("Another significant success")
    CHALLENGE = "challenge", _("A difficulty met")
    LESSON = "lesson", _("How a difficulty was overcome; a lesson learned")
    ASSESSMENT = "assessment", _("How progress was assessed, and with whom")
    INTERNATIONAL_PARTNERS = "international-partners", _("Work with international partners")
    INITIATIVE = "initiative", _("Support to a regional or global initiative")
    NATIONAL_PARTNERS = "national-partners", _("Work with national partners")
    BETTER_COLLABORATION = "better-collaboration", _("Collaboration that has improved")


class Precision(models.TextChoices):
    """How exactly it is known when something happened."""

    NOT_STATED = "", _("Not stated")
    DAY = "day", _("A day")
    MONTH = "month", _("A month")
    INTERVAL = "interval", _("From one day to another")
    YEAR = "year", _("A year")


class Qualifier(models.TextChoices):
    """How a quantity is to be read."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    MORE_THAN = "more-than", _("more than")
    LESS_THAN = "less-than", _("less than")


class Basis(models.TextChoices):
    """Where a quantity comes from."""

    COUNTED = "counted", _("Counted")
    ESTIMATED = "estimated", _("Estimated")
    PLANNED = "planned", _("Planned or aimed at")
    NOT_STATED = "not-stated", _("Not stated")
