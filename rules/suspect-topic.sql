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
           (' driftsmøte'), (' personalmøte'), (' regnskap'), (' rekneskap'), (' budsjett'), (' vaktliste'), (' ferieliste'),
           (' ferieavvikling'), (' turnusplan'), (' lønn '), (' ansettelse av '), (' tilsetting av '), (' tilsetjing av '),
           (' årsmøte'), (' generalforsamling'), (' styremøte'), (' journalsystem'), (' samarbeidsrutine'),
           (' samarbeidsrutinar'), (' samarbeidsavtale')),
-- Who plans how to work together ...
planning (word) AS (
    VALUES ('rutine '), ('rutiner '), ('rutinar '), ('rutinene '), ('rutinane '),
           (' arbeidsdeling'), (' arbeidsfordeling'), (' ansvarsdeling'), (' ansvarsfordeling'), (' oppgavedeling'),
           (' oppgåvedeling')),
-- ... or meets ...
cooperation (word) AS (
    VALUES (' samarbeid'), (' samhandling'), (' møte med '), (' dialogmøte med '), (' fellesmøte')),
-- ... with those of other professions. "NAV" is a word of its own: "navlebrokk" is none.
others (word) AS (
    VALUES (' nav '), (' navs '), (' trygdekontor'), (' trygdeetat'), (' fysioterapeut'), (' kiropraktor'), (' manuellterapeut'),
           (' ergoterapeut'), (' logoped'), (' psykolog '), (' psykologer '), (' psykologar '), (' psykologen '),
           (' psykologene '), (' psykologane '), ('sykeplei'), ('sjukeplei'), (' hjemmetjeneste'), (' heimetenest'),
           (' jordmor'), (' jordmødre'), (' helsestasjon'), (' apotek'), (' farmasøyt'),
           (' barnevern'), (' kommunen '), (' kommunens '), (' faggrupper ')),
-- To talk about a patient is what the groups are for.
patient (word) AS (
    VALUES (' pasient'), (' kasus'), (' kasuistikk'), (' sykehistorie'), (' sjukehistorie'))
SELECT m.position AS meeting, norwegian_date(m.date) AS date, m.topic
FROM submission_meeting m
WHERE m.submission = :submission
  AND m.date BETWEEN :valid_from AND :valid_to
  AND (EXISTS (SELECT 1 FROM administration
               -- Giving medicine is administration of another kind.
               WHERE instr(replace(words(m.topic), ' administrasjon av ', ' '), word) > 0)
       OR (EXISTS (SELECT 1 FROM others WHERE instr(words(m.topic), word) > 0)
           AND (EXISTS (SELECT 1 FROM planning WHERE instr(words(m.topic), word) > 0)
                OR (EXISTS (SELECT 1 FROM cooperation WHERE instr(words(m.topic), word) > 0)
                    AND NOT EXISTS (SELECT 1 FROM patient WHERE instr(words(m.topic), word) > 0)))))
ORDER BY m.position;
