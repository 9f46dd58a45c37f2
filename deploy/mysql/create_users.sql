-- The database of Rujukan and its two users, for the administrator of a MariaDB (10.6 or newer) or MySQL (8.0.19 or newer) server.
-- Copy the file to where only you may read it, put a password of your own in the place of each, and run it there; remove it when the
-- passwords are where they belong. Where rujukand runs on another machine than the database, put its address in the place of localhost.
--
--   mariadb < create_users.sql        or        mysql < create_users.sql
--
-- It may be run again: it then sets the passwords, and the rights that follow. With --force it must not be run: a server that refuses
-- sql_log_bin would then log what follows.

SET @password_for_migrations = 'PASSWORD FOR MIGRATIONS';
SET @password_for_running = 'PASSWORD FOR RUNNING';

CREATE DATABASE IF NOT EXISTS `rujukan` CHARACTER SET utf8mb4;

-- MariaDB writes passwords into its binary log as they are given. So nothing about users goes there, nor to replicas: run this file on
-- each of them, too. Clients print a statement that failed, so that none with a password in it is sent by itself.
SET SESSION sql_log_bin = 0;

-- For `rujukand --config FILE --migrate` alone, which makes and changes the tables: once now, and after each update of rujukand. It
-- must stay, because the views for reading show what this user may read; to lock it meanwhile does no harm (ACCOUNT LOCK).
-- REFERENCES is for foreign keys, CREATE VIEW and DROP for views, which are replaced.
SET @statement = CONCAT('CREATE USER IF NOT EXISTS `rujukan_migrations`@`localhost` IDENTIFIED BY ', QUOTE(@password_for_migrations));
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = CONCAT('ALTER USER `rujukan_migrations`@`localhost` IDENTIFIED BY ', QUOTE(@password_for_migrations));
PREPARE statement FROM @statement;
EXECUTE statement;
GRANT SELECT, INSERT, UPDATE, CREATE, ALTER, INDEX, DROP, REFERENCES, CREATE VIEW ON `rujukan`.* TO `rujukan_migrations`@`localhost`;

-- For rujukand as it runs every day. It may not make, change or remove a table.
SET @statement = CONCAT('CREATE USER IF NOT EXISTS `rujukan`@`localhost` IDENTIFIED BY ', QUOTE(@password_for_running));
PREPARE statement FROM @statement;
EXECUTE statement;
SET @statement = CONCAT('ALTER USER `rujukan`@`localhost` IDENTIFIED BY ', QUOTE(@password_for_running));
PREPARE statement FROM @statement;
EXECUTE statement;
GRANT SELECT, INSERT, UPDATE, DELETE ON `rujukan`.* TO `rujukan`@`localhost`;

SET @password_for_migrations = NULL, @password_for_running = NULL, @statement = NULL;
DEALLOCATE PREPARE statement;
SET SESSION sql_log_bin = 1;
