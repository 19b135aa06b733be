-- Places.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_places(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT p.code, p.id, p.code, '0001-01-01'::date,
           ARRAY['country=' || p.country, 'kind=' || p.kind], ARRAY[]::text[],
           p.name, row_to_json(body)::text, true
    FROM roadmap_place p
    CROSS JOIN LATERAL (
        SELECT p.code AS id, '/api/v1/places/' || p.code || '/' AS url, p.code, p.country, p.name,
               p.kind
    ) body
    WHERE owners IS NULL OR p.id = ANY (owners)
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_place', 'public_follow(''id'', ''places'', ''code'')')
) AS watched (source, call);
