-- id: hours-agree
-- severity: advise
-- forms: presence
-- groups: smagruppe
-- valid: ..
-- source: –
-- nb: For møtet {date} er antall kurstimer oppgitt til {stated}, mens klokkeslettene gir {timed}. Det laveste tallet gjelder.
-- nn: For møtet {date} er talet på kurstimar oppgitt til {stated}, medan klokkesletta gir {timed}. Det lågaste talet gjeld.
SELECT position AS meeting, norwegian_date(date) AS date, stated_hours AS stated, timed_hours AS timed
FROM form_meeting
WHERE submission = :submission AND stated_hours <> timed_hours
ORDER BY position;
