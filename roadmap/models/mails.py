"""What has been mailed to whom and when, with what could not be."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.models.agencies import Agency
from roadmap.models.people import User
from roadmap.models.periods import Period
from roadmap.texts.fields import LineField, ParagraphsField


class MailQuerySet(models.QuerySet):
    def to_be_sent(self):
        """Those that have not gone out yet: new ones, and those that failed."""
        return self.filter(state__in=[Mail.State.WAITING, Mail.State.FAILED])


class Mail(models.Model):
    """One mail to one person, as it was sent or as it could not be.

    It is written before it is sent, and its state says how far it came. What was being sent when
    the machine stopped stays "being sent": it may have arrived, so it is not sent a second time.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        RETURNED = "returned", _("An update came back")
        APPROVED = "approved", _("An update was approved")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "Waiting")
        SENDING = "sending", pgettext_lazy("mail", "Being sent")
        SENT = "sent", pgettext_lazy("mail", "Sent")
        FAILED = "failed", pgettext_lazy("mail", "Could not be sent")
        DROPPED = "dropped", pgettext_lazy("mail", "Not needed any more")

    to = models.ForeignKey(
        User, models.PROTECT, related_name="mails", verbose_name=pgettext_lazy("mail", "to")
    )
    address = models.EmailField(_("address"), max_length=254)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    subject = LineField(_("subject"), max_length=300)
    body = ParagraphsField(_("text"))
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="mails", verbose_name=_("period")
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mails",
        verbose_name=_("agency"),
        help_text=_("Empty where the mail is about several."),
    )
    reminders = models.ManyToManyField(
        "Reminder", blank=True, related_name="mails", verbose_name=_("reminders")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    failure = LineField(_("why it could not be sent"), max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    made_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    press = models.UUIDField(
        null=True,
        blank=True,
        help_text=_("The press of a button that it comes from: pressing twice is once."),
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["agency", "made_at"]),
            models.Index(
                fields=["state"], condition=Q(state__in=["waiting", "failed"]), name="mail_to_send"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["press", "to"], name="mail_once_per_press"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="mail_sent_at_an_instant",
                violation_error_message=_("What was sent has its instant, and nothing else has."),
            ),
        ]

    def __str__(self):
        return self.subject
