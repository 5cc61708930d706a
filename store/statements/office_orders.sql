-- Keeps what became of a mail's orders, [{word, number?, submission?, note?, outcome}].
INSERT INTO office_order (message, position, word, number, submission, note, outcome)
SELECT :message, o.key, o.value ->> '$.word', o.value ->> '$.number', o.value ->> '$.submission', o.value ->> '$.note',
       o.value ->> '$.outcome'
FROM json_each(:orders) o;
