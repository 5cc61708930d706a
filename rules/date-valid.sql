-- id: date-valid
-- severity: return
-- forms: presence
-- groups: all
-- asks: date
-- valid: ..
-- source: –
-- nb: Vi kan ikke lese datoen for møte nr. {number} i lista. Skriv dag, måned og år, for eksempel 3.2.2025.
-- nn: Vi kan ikkje lese datoen for møte nr. {number} i lista. Skriv dag, månad og år, til dømes 3.2.2025.
-- nb future: Møtet {date} har ikke vært ennå. Rett datoen, eller send lista på nytt etter møtet.
-- nn future: Møtet {date} har ikkje vore enno. Rett datoen, eller send lista på nytt etter møtet.
-- nb early: Møtet {date} er før gruppa startet, {start}. Rett datoen, eller meld fra hvis startdatoen er feil.
-- nn early: Møtet {date} er før gruppa starta, {start}. Rett datoen, eller meld frå dersom startdatoen er feil.
-- nb none: Vi fant ingen møter i lista. Send den på nytt med dato, tid, tema og frammøte for hvert møte.
-- nn none: Vi fann ingen møte i lista. Send ho på nytt med dato, tid, tema og frammøte for kvart møte.
SELECT m.position AS meeting, NULL AS about, 'date' AS asks, m.position + 1 AS number, norwegian_date(m.date) AS date,
       norwegian_date(g.started_on) AS start,
       CASE WHEN m.date IS NULL OR date(m.date) IS NOT m.date THEN ''
            WHEN m.date > :today THEN 'future'
            ELSE 'early' END AS sentence
FROM submission_meeting m
JOIN submission s ON s.id = m.submission
LEFT JOIN small_group g ON g.id = s.group_id
WHERE m.submission = :submission
  AND (m.date IS NULL OR date(m.date) IS NOT m.date OR m.date > :today OR m.date < g.started_on)
UNION ALL
SELECT NULL, 'form', NULL, NULL, NULL, NULL, 'none'
WHERE NOT EXISTS (SELECT 1 FROM submission_meeting WHERE submission = :submission)
ORDER BY 1;
