// DuckDB, asked in SQL. The answer's rows come back: few, when the work is a COPY.
const { DuckDBInstance } = require('@duckdb/node-api');

let connection;

exports.tick = async ({ sql }) => {
  connection ??= await (await DuckDBInstance.create(':memory:')).connect();
  const answer = await connection.runAndReadAll(sql);
  return answer.getRowObjectsJson();
};
