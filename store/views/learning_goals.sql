-- The learning goals that groups under supervision name: LIS1's common (FKM) and clinical (KLK) goals of source 003, and those of
-- specialisation in general practice (ALM) of source 004, which gives their numbers.
CREATE VIEW learning_goal AS
SELECT 'FKM LM-02' AS code, 'etiske utfordringer i egen praksis' AS name
UNION ALL SELECT 'FKM LM-03' AS code, 'etikk i et multikulturelt samfunn' AS name
UNION ALL SELECT 'FKM LM-05' AS code, 'forebyggende arbeid' AS name
UNION ALL SELECT 'FKM LM-06' AS code, 'overdiagnostikk og overbehandling' AS name
UNION ALL SELECT 'FKM LM-07' AS code, 'pasientens livs- og sykdomssituasjon' AS name
UNION ALL SELECT 'FKM LM-08' AS code, 'forebygging av livsstilssykdommer' AS name
UNION ALL SELECT 'FKM LM-09' AS code, 'endring av levevaner' AS name
UNION ALL SELECT 'FKM LM-26' AS code, 'kunnskap for pasientens valg' AS name
UNION ALL SELECT 'FKM LM-27' AS code, 'hva pasienter kan forvente av behandlinger' AS name
UNION ALL SELECT 'FKM LM-28' AS code, 'bistå pasienter i valg av behandling' AS name
UNION ALL SELECT 'FKM LM-44' AS code, 'plikter og rettigheter' AS name
UNION ALL SELECT 'FKM LM-45' AS code, 'regelverk for egen virksomhet' AS name
UNION ALL SELECT 'FKM LM-48' AS code, 'involvere pasienter og pårørende' AS name
UNION ALL SELECT 'FKM LM-49' AS code, 'pasienters erfaringskompetanse' AS name
UNION ALL SELECT 'FKM LM-50' AS code, 'frivillighet og selvbestemmelse' AS name
UNION ALL SELECT 'FKM LM-53' AS code, 'behov for opplæring og mestring' AS name
UNION ALL SELECT 'FKM LM-62' AS code, 'egen rolle i helsevesenet' AS name
UNION ALL SELECT 'KLK-009', 'antibiotika ved vanlige infeksjoner'
UNION ALL SELECT 'KLK-017', 'råd ved abortinngrep'
UNION ALL SELECT 'KLK-027', 'screening'
UNION ALL SELECT 'KLK-029', 'lindrende behandling'
UNION ALL SELECT 'KLK-030', 'psykiske lidelser'
UNION ALL SELECT 'KLK-032', 'støttesamtaler i krise'
UNION ALL SELECT 'KLK-033', 'rus og avhengighet'
UNION ALL SELECT 'KLK-034', 'kognitiv svikt'
UNION ALL SELECT 'KLK-040', 'sykmeldinger, resepter og attester'
UNION ALL
SELECT printf('ALM-%03d', number), NULL
FROM (WITH RECURSIVE counted (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 88)
      SELECT number FROM counted);
