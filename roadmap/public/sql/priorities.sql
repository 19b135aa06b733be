-- Priorities.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_priorities(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, p.id, m.code || '.' || lpad(p.number::text, 5, '0'), '0001-01-01'::date,
           array_remove(ARRAY['roadmap=' || m.code, 'theme=' || body.theme,
               'theme=' || t.number, 'agency=' || a.code, 'agency=' || body.lead_agency], NULL),
           array_remove(ARRAY['roadmap:' || m.code, 'theme:' || body.theme,
               'lead_agency:' || body.lead_agency], NULL),
           concat_ws(' ', p.short_name, p.text), row_to_json(body)::text, true
    FROM roadmap_priority p
    JOIN roadmap_roadmap m ON m.id = p.roadmap_id
    LEFT JOIN roadmap_theme t ON t.id = p.theme_id
    LEFT JOIN roadmap_agency a ON a.id = p.lead_agency_id
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || p.number AS id,
               '/api/v1/priorities/' || m.code || '.' || p.number || '/' AS url,
               m.code AS roadmap, p.number, p.short_name, p.text,
               m.code || '.' || t.number AS theme,
               public_agency_key(a.country, a.code) AS lead_agency
    ) body
    WHERE owners IS NULL OR p.id = ANY (owners)
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_priority', 'public_follow(''id'', ''priorities'', ''number'')')
) AS watched (source, call);
