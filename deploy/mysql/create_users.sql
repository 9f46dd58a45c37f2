-- The database of Rujukan and its two users, for the administrator of a MariaDB (10.6 or newer) or MySQL (8.0.19 or newer) server.
-- Put a password of your own in the place of each, and save the file outside of this folder, readable by you only. Where rujukand runs
-- on another machine than the database, put its address in the place of localhost. Then, as the server's administrator:
--
--   mariadb < create_users.sql        or        mysql < create_users.sql

CREATE DATABASE IF NOT EXISTS `rujukan` CHARACTER SET utf8mb4;

-- For `rujukand --config FILE --migrate` alone, which makes and changes the tables: once now, and after each update of rujukand.
-- REFERENCES is for foreign keys, CREATE VIEW and DROP for views, which are replaced.
CREATE USER 'rujukan_migrations'@'localhost' IDENTIFIED BY 'PASSWORD FOR MIGRATIONS';
GRANT SELECT, INSERT, UPDATE, CREATE, ALTER, INDEX, DROP, REFERENCES, CREATE VIEW ON `rujukan`.* TO 'rujukan_migrations'@'localhost';

-- For rujukand as it runs every day. It may not make, change or remove a table.
CREATE USER 'rujukan'@'localhost' IDENTIFIED BY 'PASSWORD FOR RUNNING';
GRANT SELECT, INSERT, UPDATE, DELETE ON `rujukan`.* TO 'rujukan'@'localhost';
