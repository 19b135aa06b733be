-- Themes.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_themes(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, t.id, m.code || '.' || lpad(t.number::text, 5, '0'), '0001-01-01'::date,
           ARRAY['roadmap=' || m.code], ARRAY['roadmap:' || m.code],
           t.title, row_to_json(body)::text, true
    FROM roadmap_theme t
    JOIN roadmap_roadmap m ON m.id = t.roadmap_id
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || t.number AS id,
               '/api/v1/themes/' || m.code || '.' || t.number || '/' AS url,
               m.code AS roadmap, t.number, t.title
    ) body
    WHERE owners IS NULL OR t.id = ANY (owners)
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_theme', 'public_follow(''id'', ''themes'', ''number'')')
) AS watched (source, call);
