-- Reporting periods.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_periods(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, p.id, m.code || '.' || p.label, p.starts_on,
           ARRAY['roadmap=' || m.code, 'state=' || p.state, 'period=' || p.label,
               'period=' || body.id],
           ARRAY['roadmap:' || m.code], p.label, row_to_json(body)::text, true
    FROM roadmap_period p
    JOIN roadmap_roadmap m ON m.id = p.roadmap_id
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || p.label AS id,
               '/api/v1/periods/' || m.code || '.' || p.label || '/' AS url,
               m.code AS roadmap, p.label, p.starts_on, p.ends_on,
               to_char(p.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS due_at,
               p.state
    ) body
    WHERE owners IS NULL OR p.id = ANY (owners)
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_period', 'public_follow(''id'', ''periods'', ''year'', ''roadmap_id'')')
) AS watched (source, call);
