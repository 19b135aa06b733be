"""What the coordination remarks on one field or paragraph of an update without returning it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models.people import User
from roadmap.models.updates import ProgressUpdate
from roadmap.texts.fields import LineField, ParagraphsField


class CommentQuerySet(models.QuerySet):
    def about(self, update):
        """The comments on an update, each with its answers, the oldest first."""
        answers = models.Prefetch("answers", Comment.objects.select_related("by").order_by("pk"))
        firsts = self.filter(update=update, answer_to=None).select_related("by", "resolved_by")
        return firsts.prefetch_related(answers).order_by("pk")

    def open(self):
        """Comments that nobody has called settled."""
        return self.filter(answer_to=None, resolved_at=None)

    def visible_to(self, user):
        return self.filter(update__in=ProgressUpdate.objects.visible_to(user))


class Comment(models.Model):
    """A remark on a field, or on the paragraph that it quotes; or the answer to a remark.

    Nothing of it is ever changed or deleted; what is settled says by whom and when.
    """

    update = models.ForeignKey(
        ProgressUpdate, models.PROTECT, related_name="comments", verbose_name=_("progress update")
    )
    answer_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("answer to"),
    )
    field = LineField(_("field"), max_length=40, blank=True)
    quote = ParagraphsField(
        _("paragraph"), blank=True, help_text=_("The paragraph that it is about, as it stood then.")
    )
    version = models.PositiveIntegerField(_("version of the text"))
    text = ParagraphsField(_("comment"))
    by = models.ForeignKey(User, models.PROTECT, related_name="comments", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    resolved_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resolved_comments",
        verbose_name=_("settled by"),
    )
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["update_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message=_("Write the comment."),
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, answer_to__isnull=True),
                name="comment_settled_whole",
                violation_error_message=_("A comment is settled by somebody, at some time."),
            ),
        ]

    def __str__(self):
        return self.text
