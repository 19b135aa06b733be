-- Results, each by itself.
-- needs: keeping, progress-updates

-- Results and evidence belong to their update: the row that they are made from is the update.
CREATE OR REPLACE FUNCTION public_results(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body->>'id', u.id, public_plain(r.unit), coalesce(u.happened_from, '0001-01-01'),
           array_remove(ARRAY['roadmap=' || m.code, 'update=' || u.uid, 'period=' || y.label,
               'period=' || m.code || '.' || y.label, 'agency=' || a.code,
               'agency=' || public_agency_key(a.country, a.code), 'place=' || p.code,
               'basis=' || r.basis], NULL)
               || (SELECT coalesce(array_agg('area=' || area), '{}') FROM unnest(u.areas) area)
               || x.facets,
           array_remove(ARRAY['roadmap:' || m.code, 'update:' || u.uid,
               'period:' || m.code || '.' || y.label,
               'agency:' || public_agency_key(a.country, a.code), 'place:' || p.code], NULL),
           concat_ws(' ', r.unit, r.population, r.place_note), body::text, true
    FROM roadmap_result r
    JOIN roadmap_progressupdate u ON u.id = r.update_id
    JOIN roadmap_period y ON y.id = u.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    JOIN roadmap_agency a ON a.id = u.agency_id
    LEFT JOIN roadmap_place p ON p.id = r.place_id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(f), '{}') AS facets
        FROM roadmap_progressupdate_priorities up
        JOIN roadmap_priority q ON q.id = up.priority_id
        CROSS JOIN LATERAL unnest(
            ARRAY['priority=' || q.number, 'priority=' || m.code || '.' || q.number]) AS f
        WHERE up.progressupdate_id = u.id
    ) x
    CROSS JOIN LATERAL (
        SELECT row_to_json(whole) AS body FROM (
            SELECT u.uid || '.' || r.number AS id,
                   '/api/v1/results/' || u.uid || '.' || r.number || '/' AS url,
                   u.uid::text AS update, m.code || '.' || y.label AS period,
                   public_agency_key(a.country, a.code) AS agency, r.number, r.qualifier,
                   trim_scale(r.quantity) AS quantity, trim_scale(r.quantity_to) AS quantity_to,
                   trim_scale(r.out_of) AS out_of, r.unit, r.population, r.female, r.male,
                   r.under_18, r.adults, p.code AS place, r.place_note, r.basis
        ) whole
    ) b
    WHERE (owners IS NULL OR u.id = ANY (owners))
        AND public_is(u.status, u.published_at)
$$;
