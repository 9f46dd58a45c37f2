-- A user who reads the views readable_… with plain SQL, and nothing else. Only for who needs it: the views tell of alerts (README,
-- "Reading with plain SQL"). As create_users.sql, and after `rujukand --config FILE --migrate`, since the views must be there. Where
-- the reader sits on another machine, put its address in the place of localhost. It may be run again, and has to be when an update of
-- Rujukan brings a further view.

SET @password_for_reading = 'PASSWORD FOR READING';

-- As in create_users.sql: no password in a binary log or in a message, and each replica needs the user, too.
SET SESSION sql_log_bin = 0;

SET @statement = CONCAT('CREATE USER IF NOT EXISTS `rujukan_reading`@`localhost` IDENTIFIED BY ', QUOTE(@password_for_reading));
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = CONCAT('ALTER USER `rujukan_reading`@`localhost` IDENTIFIED BY ', QUOTE(@password_for_reading));
PREPARE statement FROM @statement;
EXECUTE statement;
GRANT SELECT ON `rujukan`.readable_units TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_officers TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_regions TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_households TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_case_files TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_referrals TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_packet_sections TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_events TO `rujukan_reading`@`localhost`;
GRANT SELECT ON `rujukan`.readable_inbox_events TO `rujukan_reading`@`localhost`;

SET @password_for_reading = NULL, @statement = NULL;
DEALLOCATE PREPARE statement;
SET SESSION sql_log_bin = 1;
