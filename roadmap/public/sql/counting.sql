-- Counting

-- How many requests this visitor has made in this minute. Nothing waits for the disk: the count of
-- a minute may be lost with the power.
CREATE OR REPLACE FUNCTION public_count(visitor text, minute bigint) RETURNS integer
LANGUAGE sql
AS $$
    INSERT INTO roadmap_apiuse AS used (visitor, minute, requests) VALUES ($1, $2, 1)
    ON CONFLICT (visitor) DO UPDATE SET
        requests = CASE WHEN used.minute = excluded.minute THEN used.requests + 1 ELSE 1 END,
        minute = excluded.minute
    RETURNING requests
$$;
