-- SPDX-License-Identifier: Apache-2.0
--
-- Access logs in the Combined Log Format, queried by Spark SQL where they lie:
--
--   spark-sql --jars target/spark-mmap_2.13-0.1.0-SNAPSHOT.jar \
--     -d log=/var/log/nginx/access.log -f examples/sql/logs.sql

-- For this session only. Every line is a row with one column, value.
CREATE OR REPLACE TEMPORARY VIEW log_lines
USING mmap
OPTIONS (path '${log}');

SELECT count(*) AS requests FROM log_lines;

-- A table that the catalog keeps; the files stay where they are, also when it is dropped.
DROP TABLE IF EXISTS access_log;

CREATE TABLE access_log
USING mmap
OPTIONS (path '${log}', recordFormat 'text');

DESCRIBE TABLE access_log;

CREATE OR REPLACE TEMPORARY VIEW requests AS
SELECT
  split_part(value, ' ', 1) AS client,
  split_part(split_part(value, '"', 2), ' ', 2) AS path,
  CAST(split_part(trim(split_part(value, '"', 3)), ' ', 1) AS INT) AS status
FROM access_log;

SELECT status, count(*) AS requests
FROM requests
GROUP BY status
ORDER BY requests DESC, status;

-- The clients that saw the server fail most often.
SELECT client, count(*) AS failures
FROM requests
WHERE status >= 500
GROUP BY client
ORDER BY failures DESC, client
LIMIT 10;

DROP TABLE access_log;
