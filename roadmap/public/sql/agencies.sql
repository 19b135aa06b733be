-- Agencies, with their other names.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_agencies(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, a.id, public_plain(a.name), '0001-01-01'::date,
           ARRAY['country=' || a.country, 'kind=' || a.kind, 'agency=' || a.code,
               'agency=' || body.id, 'active=' || CASE WHEN a.is_active THEN 'yes' ELSE 'no' END],
           array_remove(ARRAY['part_of:' || body.part_of], NULL),
           concat_ws(' ', a.name, a.acronym, a.code, x.names), row_to_json(body)::text, true
    FROM roadmap_agency a
    LEFT JOIN roadmap_agency whole ON whole.id = a.parent_id
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(n.name ORDER BY n.name COLLATE "C"), '[]') AS other_names,
               string_agg(n.name, ' ') AS names
        FROM roadmap_agencyalias n WHERE n.agency_id = a.id
    ) x
    CROSS JOIN LATERAL (
        SELECT public_agency_key(a.country, a.code) AS id,
               '/api/v1/agencies/' || public_agency_key(a.country, a.code) || '/' AS url,
               a.code, a.country, a.name, a.acronym, x.other_names, a.kind,
               public_agency_key(whole.country, whole.code) AS part_of, a.is_active AS active
    ) body
    WHERE owners IS NULL OR a.id = ANY (owners)
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_agency', 'public_follow(''id'', ''agencies'', ''country'', ''code'')'),
    ('roadmap_agencyalias', 'public_follow(''agency_id'', ''agencies'')')
) AS watched (source, call);
