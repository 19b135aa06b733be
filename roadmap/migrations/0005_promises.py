"""A promised next step keeps its wording: also against SQL."""

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_change_of_promise() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'next step % of period % is promised: its wording stands',
        OLD.number, OLD.period_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'next_step_promised';
END
$$;

CREATE TRIGGER next_step_wording_stands
BEFORE UPDATE ON roadmap_nextstep
FOR EACH ROW
WHEN (
    OLD.promised_at IS NOT NULL
    AND (OLD.promised_at, OLD.period_id, OLD.number, OLD.title, OLD.objectives, OLD.proof,
         OLD.areas)
    IS DISTINCT FROM
        (NEW.promised_at, NEW.period_id, NEW.number, NEW.title, NEW.objectives, NEW.proof,
         NEW.areas)
)
EXECUTE FUNCTION refuse_change_of_promise();

CREATE TRIGGER next_step_stays
BEFORE DELETE ON roadmap_nextstep
FOR EACH ROW
WHEN (OLD.promised_at IS NOT NULL)
EXECUTE FUNCTION refuse_change_of_promise();
"""
DROP = """
DROP TRIGGER next_step_stays ON roadmap_nextstep;
DROP TRIGGER next_step_wording_stands ON roadmap_nextstep;
DROP FUNCTION refuse_change_of_promise();
"""


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0004_year")]

    operations = [migrations.RunSQL(CREATE, DROP)]
