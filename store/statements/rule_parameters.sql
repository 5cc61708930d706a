-- Replaces the stored parameters by :values, [{rule, name, valid_from, value}].
DELETE FROM rule_parameter;
INSERT OR REPLACE INTO rule_parameter (rule, name, valid_from, value)
SELECT value ->> '$.rule', value ->> '$.name', value ->> '$.valid_from', value ->> '$.value'
FROM json_each(:values);
