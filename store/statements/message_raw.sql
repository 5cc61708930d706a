SELECT bytes FROM raw_message WHERE message = :id;
