"""The facts: a roadmap, who acts on it, and what they report each year."""

from roadmap.models.actions import Action, Project
from roadmap.models.agencies import Agency, AgencyAlias
from roadmap.models.cache import CacheRow
from roadmap.models.changes import Change
from roadmap.models.comments import Comment
from roadmap.models.evidence import Evidence
from roadmap.models.invitations import Invitation
from roadmap.models.kept import KeptText, Upload
from roadmap.models.mails import Mail
from roadmap.models.people import Membership, User
from roadmap.models.periods import Assignment, NextStep, Period
from roadmap.models.places import Place
from roadmap.models.published import KnownMarkdown, PublicRecord, PublicState
from roadmap.models.reminders import Reminded, Reminder
from roadmap.models.reopenings import PeriodReopening
from roadmap.models.results import Result
from roadmap.models.roadmaps import Priority, Roadmap, Signatory, Theme
from roadmap.models.seen import SeenVersion, Visit
from roadmap.models.steps import Step
from roadmap.models.tokens import ApiAnswer, ApiToken, ApiUse, Scope
from roadmap.models.updates import ProgressUpdate
from roadmap.models.vocabulary import (
    ActionState,
    AgencyKind,
    Area,
    Basis,
    NextStepStatus,
    Precision,
    Qualifier,
    Status,
    Topic,
    UpdateKind,
)

__all__ = [
    "Action",
    "ActionState",
    "Agency",
    "AgencyAlias",
    "AgencyKind",
    "ApiAnswer",
    "ApiToken",
    "ApiUse",
    "Area",
    "Assignment",
    "Basis",
    "CacheRow",
    "Change",
    "Comment",
    "Evidence",
    "Invitation",
    "KeptText",
    "KnownMarkdown",
    "Mail",
    "Membership",
    "NextStep",
    "NextStepStatus",
    "Period",
    "PeriodReopening",
    "Place",
    "Precision",
    "Priority",
    "ProgressUpdate",
    "Project",
    "PublicRecord",
    "PublicState",
    "Qualifier",
    "Reminded",
    "Reminder",
    "Result",
    "Roadmap",
    "Scope",
    "SeenVersion",
    "Signatory",
    "Status",
    "Step",
    "Theme",
    "Topic",
    "UpdateKind",
    "Upload",
    "User",
    "Visit",
]
