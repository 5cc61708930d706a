-- id: specialists-need-gps
-- severity: flag
-- forms: start
-- groups: smagruppe
-- valid: ..
-- parameter gps = 3: a group with a specialist of another field needs more general practitioners than these (000); 002 counts
--   all participants, so people decide
-- source: 000, 002
-- nb: Gruppa har med spesialist i et annet fag ({names}). Da skal den som hovedregel ha flere enn {gps} allmennpraktikere, men vi
--   leser {gps_count}. En saksbehandler ser på det.
-- nn: Gruppa har med spesialist i eit anna fag ({names}). Då skal ho som hovudregel ha fleire enn {gps} allmennpraktikarar, men vi
--   les {gps_count}. Ein saksbehandlar ser på det.
SELECT 'group' AS about,
       group_concat(coalesce(name, 'nr. ' || (position + 1) || ' i lista') || ', ' || specialty, '; ') FILTER (WHERE NOT is_gp) AS names,
       count(DISTINCT who) FILTER (WHERE is_gp) AS gps_count
FROM form_participant
WHERE submission = :submission
HAVING count(*) FILTER (WHERE NOT is_gp) > 0
   AND count(DISTINCT who) > 3
   AND count(DISTINCT who) FILTER (WHERE is_gp) <= :gps;
