"""The coordination's remarks on an update, beside the fields that they are about."""

from roadmap import permissions
from roadmap.models import Comment
from roadmap.review.comments import label_of


def beside_the_fields(form, update, user):
    """What the page of an update shows of its comments; those still open go to their fields.

    A comment on a field that is not on the page, or on rows, stands above the form. They are
    between the agency and the coordination: nobody else reads them.
    """
    if not permissions.can_answer_comment(user, update):
        return {}
    comments = list(Comment.objects.about(update))
    for comment in comments:
        comment.label = label_of(comment)
        field = None if comment.resolved_at else form.fields.get(comment.field)
        comment.beside = field is not None
        if field is not None:
            field.comments = [*getattr(field, "comments", []), comment]
    return {"comments": comments, "settled": [c for c in comments if c.resolved_at]}
