SELECT names_agree(:one, :other) AS agree;
