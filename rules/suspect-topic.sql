-- id: suspect-topic
-- severity: flag
-- forms: presence
-- groups: smagruppe
-- valid: .. 2026-12-31
-- source: 000
-- nb: Temaet for møtet {date} («{topic}») kan være administrasjon eller rutiner for samarbeid med andre faggrupper, og slike møter
--   godkjennes ikke. En saksbehandler ser på det.
-- nn: Temaet for møtet {date} («{topic}») kan vere administrasjon eller rutinar for samarbeid med andre faggrupper, og slike møte
--   blir ikkje godkjende. Ein saksbehandlar ser på det.
WITH administration (word) AS (
    VALUES (' administrasjon '), (' administrasjonsmøte'), (' administrativ'), (' kontordrift'), (' praksisdrift '),
           (' driftsmøte'), (' personalmøte'), (' regnskap'), (' rekneskap'), (' budsjett'), (' trygdekontor'),
           (' samarbeidsrutine'), (' samarbeidsmøte'), (' samarbeidsavtale')),
cooperation (word) AS (
    VALUES (' samarbeid'), (' samhandling'), (' rutine'), (' møte med '), (' dialogmøte')),
others (word) AS (
    VALUES (' nav '), (' fysioterapeut'), (' kiropraktor'), (' manuellterapeut'), (' psykolog '), (' psykologer '),
           (' psykologar '), (' psykologen '), (' sykepleier'), (' sjukepleiar'), (' hjemmesykepleie'), (' heimesjukepleie'),
           (' hjemmetjeneste'), (' heimeteneste'), (' jordmor'), (' jordmødre'), (' helsestasjon'), (' apotek'), (' farmasøyt'),
           (' barnevern'), (' kommunen '), (' faggrupper '))
SELECT m.position AS meeting, norwegian_date(m.date) AS date, m.topic
FROM submission_meeting m
WHERE m.submission = :submission
  AND m.date BETWEEN :valid_from AND :valid_to
  AND (EXISTS (SELECT 1 FROM administration WHERE instr(words(m.topic), word) > 0
               -- Giving medicine is administration of another kind.
               AND words(m.topic) NOT LIKE '% administrasjon av %')
       OR (EXISTS (SELECT 1 FROM cooperation WHERE instr(words(m.topic), word) > 0)
           AND EXISTS (SELECT 1 FROM others WHERE instr(words(m.topic), word) > 0)))
ORDER BY m.position;
