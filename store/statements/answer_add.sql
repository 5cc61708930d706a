-- Keeps what became of a reply's answers, [{submission?, number?, outcome, value?}], in their order.
INSERT INTO answer (message, position, submission, number, outcome, value)
SELECT :message, a.key, a.value ->> '$.submission', a.value ->> '$.number', a.value ->> '$.outcome', a.value -> '$.value'
FROM json_each(:answers) a;
