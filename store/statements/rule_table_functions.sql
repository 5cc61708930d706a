-- Makes json_each, which rules may use, known to the connection: that takes more than the reading to which rules are confined.
SELECT count(*) AS none FROM json_each('[]');
