-- id: start-on-time
-- severity: advise
-- forms: start
-- groups: smagruppe
-- valid: ..
-- parameter days = 90: how many days after the start the form may come without a remark
-- source: 000
-- nb: Gruppa startet {start}, og skjemaet kom {late} dager etter. Det skal sendes inn når gruppa starter.
-- nn: Gruppa starta {start}, og skjemaet kom {late} dagar etter. Det skal sendast inn når gruppa startar.
SELECT 'form' AS about, norwegian_date(s.start_date) AS start,
       CAST(julianday(substr(m.sent_at, 1, 10)) - julianday(s.start_date) AS INTEGER) AS late
FROM submission s
JOIN message m ON m.id = s.message
WHERE s.id = :submission
  AND julianday(substr(m.sent_at, 1, 10)) - julianday(s.start_date) > :days;
