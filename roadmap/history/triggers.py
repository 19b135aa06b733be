"""The SQL that keeps the trace: PostgreSQL itself writes down every change of a row.

For migrations only. A model whose changes are to be kept has one line in a migration:

    operations = [..., traced("roadmap_reminder")]

with `owner="update_id"` where its rows are parts of another record, in whose history they are told,
and `omit=[...]` for generated columns and secrets. A many-to-many field has a table of its own and
so a line of its own. A column that is added later needs nothing.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what is written there stays as it is.',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- As its owner, so that the application's own role needs no right to write into the trace.
-- Arguments: the column of the owner or '', then the columns that are left out.
CREATE FUNCTION trace_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb;
    request text := nullif(current_setting('pghistory.context_id', true), '');
    was jsonb;
    became jsonb;
    one jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - TG_ARGV[1:]; END IF;
    IF TG_OP <> 'DELETE' THEN became := to_jsonb(NEW) - TG_ARGV[1:]; END IF;
    one := coalesce(was, became);
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, w.value), jsonb_object_agg(key, b.value)
            INTO was, became
            FROM jsonb_each(was) w JOIN jsonb_each(became) b USING (key)
            WHERE w.value <> b.value;
        IF was IS NULL THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO roadmap_change
        ("at", "transaction", "table", "row", "owner", "operation", "before", "after",
         "by_id", "said", "request", "role")
        VALUES (clock_timestamp(), txid_current(), TG_TABLE_NAME, (one->>'id')::bigint,
            (one->>TG_ARGV[0])::bigint, lower(TG_OP), was, became,
            (said->>'user')::bigint, said, request::uuid, session_user);
    RETURN NULL;
END $$;

CREATE FUNCTION trace_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := nullif(current_setting('pghistory.context_metadata', true), '')::jsonb;
    request text := nullif(current_setting('pghistory.context_id', true), '');
BEGIN
    EXECUTE format(
        'INSERT INTO roadmap_change
            ("at", "transaction", "table", "row", "owner", "operation", "before",
             "by_id", "said", "request", "role")
            SELECT clock_timestamp(), txid_current(), $1, (r->>''id'')::bigint,
                (r->>$2)::bigint, ''delete'', r - $3, ($4->>''user'')::bigint, $4, $5, session_user
            FROM (SELECT to_jsonb(t) AS r FROM %I.%I t) rows', TG_TABLE_SCHEMA, TG_TABLE_NAME)
        USING TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1:], said, request::uuid;
    RETURN NULL;
END $$;

-- Only the triggers write into the trace: a row that somebody types there is refused as well.
CREATE TRIGGER refuse_typed_rows BEFORE INSERT ON roadmap_change FOR EACH STATEMENT
    WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
"""

NO_FUNCTIONS = """
DROP TRIGGER refuse_typed_rows ON roadmap_change;
DROP FUNCTION trace_truncate();
DROP FUNCTION trace_row();
DROP FUNCTION refuse_change();
"""

TRACE = """
CREATE TRIGGER trace_row AFTER INSERT OR UPDATE OR DELETE ON "{table}"
    FOR EACH ROW EXECUTE FUNCTION trace_row({arguments});
CREATE TRIGGER trace_truncate BEFORE TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION trace_truncate({arguments});
"""

NO_TRACE = """
DROP TRIGGER trace_truncate ON "{table}";
DROP TRIGGER trace_row ON "{table}";
"""


def trace_functions():
    """The operation that makes what `traced` and `append_only` stand on."""
    return migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)


def traced(table, *, owner="", omit=()):
    """The operation that keeps a table's changes: which column names the owner, what to omit."""
    arguments = ", ".join(f"'{name}'" for name in [owner, *omit])
    return migrations.RunSQL(
        TRACE.format(table=table, arguments=arguments), NO_TRACE.format(table=table)
    )


def append_only(table):
    """The operation that makes a table refuse UPDATE, DELETE and TRUNCATE, also to its owner."""
    return migrations.RunSQL(
        f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        f'DROP TRIGGER append_only ON "{table}"',
    )
