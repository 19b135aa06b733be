-- Published reports, whole.
-- needs: keeping

-- Versions whose latest decision is to publish them, with its moment.
CREATE OR REPLACE VIEW public_report_version AS
    SELECT latest.version_id, latest.at
    FROM (
        -- By id, for two decisions may carry the same moment.
        SELECT DISTINCT ON (version_id) version_id, decision, at
        FROM reports_publication ORDER BY version_id, id DESC
    ) latest
    WHERE latest.decision = 'publish';

CREATE OR REPLACE FUNCTION public_reports(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, v.id, m.code || '.' || y.label || '.' || lpad(v.number::text, 5, '0'),
           y.starts_on,
           ARRAY['country=' || m.country, 'roadmap=' || m.code, 'period=' || y.label,
               'period=' || body.period, 'language=' || v.language,
               'current=' || CASE WHEN newer.id IS NULL THEN 'yes' ELSE 'no' END],
           ARRAY['roadmap:' || m.code, 'period:' || body.period],
           concat_ws(' ', body.title, v.correction, narrative_text(v.document)),
           row_to_json(body)::text, true
    FROM reports_reportversion v
    JOIN public_report_version shown ON shown.version_id = v.id
    JOIN roadmap_period y ON y.id = v.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    LEFT JOIN LATERAL (
        SELECT o.id, o.number FROM reports_reportversion o
        JOIN public_report_version s ON s.version_id = o.id
        WHERE o.period_id = v.period_id AND o.number < v.number ORDER BY o.number DESC LIMIT 1
    ) older ON true
    LEFT JOIN LATERAL (
        SELECT o.id, o.number FROM reports_reportversion o
        JOIN public_report_version s ON s.version_id = o.id
        WHERE o.period_id = v.period_id AND o.number > v.number ORDER BY o.number LIMIT 1
    ) newer ON true
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || y.label || '.v' AS stem,
               '/reports/' || m.code || '/' || y.label || '/v' || v.number || '/' AS page
    ) named
    CROSS JOIN LATERAL (
        SELECT named.stem || v.number AS id,
               '/api/v1/reports/' || named.stem || v.number || '/' AS url,
               m.code AS roadmap, m.code || '.' || y.label AS period, v.number, v.language,
               v.document->>'title' AS title, v.edition, v.signed_by, v.signed_as,
               to_char(v.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                   AS submitted_at,
               to_char(shown.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS published_at,
               named.stem || older.number AS replaces,
               named.stem || newer.number AS replaced_by,
               v.correction, named.page,
               coalesce((
                   SELECT json_agg(json_build_object(
                       'format', f.format, 'language', f.language, 'type', f.content_type,
                       'size', f.size, 'sha256', f.sha256,
                       'url', named.page || 'report' || f.suffix) ORDER BY f.id)
                   FROM reports_reportfile f WHERE f.version_id = v.id), '[]') AS files,
               v.document_hash AS document_sha256, v.document
    ) body
    WHERE owners IS NULL OR v.id = ANY (owners)
$$;

-- A decision about one version says of the others which one they replace, or which replaces them.
CREATE OR REPLACE FUNCTION public_follow_report() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    owners bigint[];
BEGIN
    EXECUTE public_touched(TG_OP, 'version_id') INTO owners;
    owners := array(
        SELECT other.id FROM reports_reportversion v
        JOIN reports_reportversion other ON other.period_id = v.period_id
        WHERE v.id = ANY (owners));
    PERFORM public_refresh('reports', owners);
    PERFORM public_refresh('report-answers', owners);
    RETURN NULL;
END $$;

SELECT public_watch(source, 'public_follow_report()')
FROM (VALUES ('reports_publication'), ('reports_reportfile')) AS watched (source);
