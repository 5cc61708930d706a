SELECT id FROM message WHERE sha256 = :sha256;
