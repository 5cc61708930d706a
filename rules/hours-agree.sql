-- id: hours-agree
-- severity: advise
-- forms: presence
-- groups: smagruppe
-- valid: ..
-- source: –
-- nb: For møtet {date} står det {stated} timer, mens tidene gir {timed} kurstimer. Det laveste tallet gjelder.
-- nn: For møtet {date} står det {stated} timar, medan tidene gir {timed} kurstimar. Det lågaste talet gjeld.
SELECT position AS meeting, norwegian_date(date) AS date, stated_hours AS stated, timed_hours AS timed
FROM form_meeting
WHERE submission = :submission AND stated_hours <> timed_hours
ORDER BY position;
