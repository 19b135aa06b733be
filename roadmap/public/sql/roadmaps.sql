-- Roadmaps, with who signed them.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_roadmaps(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT m.code, m.id, m.code, m.adopted_on,
           ARRAY['country=' || m.country, 'state=' || m.state], ARRAY[]::text[],
           concat_ws(' ', m.title, m.subtitle, m.introduction), row_to_json(body)::text, true
    FROM roadmap_roadmap m
    LEFT JOIN roadmap_roadmap newer ON newer.id = m.superseded_by_id
    CROSS JOIN LATERAL (
        SELECT m.code AS id, '/api/v1/roadmaps/' || m.code || '/' AS url, m.country, m.title,
               m.subtitle, m.language, m.time_zone, m.adopted_on, m.workshop_starts_on,
               m.workshop_ends_on, m.introduction, m.state, newer.code AS superseded_by,
               coalesce((
                   SELECT json_agg(json_build_object(
                       'name', s.name, 'position', s.position,
                       'agency', public_agency_key(a.country, a.code)) ORDER BY s.number, s.id)
                   FROM roadmap_signatory s JOIN roadmap_agency a ON a.id = s.agency_id
                   WHERE s.roadmap_id = m.id), '[]') AS signatories
    ) body
    WHERE owners IS NULL OR m.id = ANY (owners)
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_roadmap', 'public_follow(''id'', ''roadmaps'', ''code'')'),
    ('roadmap_signatory', 'public_follow(''roadmap_id'', ''roadmaps'')')
) AS watched (source, call);
