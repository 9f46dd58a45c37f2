// What a team would write in a week: a gRPC service in JavaScript that stores what it is sent by one insert and answers its id. It
// authenticates nobody, records nothing else and makes duplicates of retries; it is as durable as the product.
//
//   node_service.js PROTOS LISTEN CERTIFICATE KEY sqlite FILE
//   node_service.js PROTOS LISTEN CERTIFICATE KEY mysql SOCKET DATABASE USER PASSWORD_FILE
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const grpc = require("@grpc/grpc-js");
const protoLoader = require("@grpc/proto-loader");

const [protos, listen, certificate, key, store, ...place] = process.argv.slice(2);

function openSqlite(file) {
  const Database = require("better-sqlite3");
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE referrals (id TEXT PRIMARY KEY, receiver TEXT NOT NULL, body TEXT NOT NULL)");
  const insert = database.prepare("INSERT INTO referrals (id, receiver, body) VALUES (?, ?, ?)");
  return async (id, receiver, body) => insert.run(id, receiver, body);
}

async function openMysql(socketPath, database, user, passwordFile) {
  const mysql = require("mysql2/promise");
  const password = fs.readFileSync(passwordFile, "utf8").split("\n")[0];
  const pool = mysql.createPool({ socketPath, database, user, password, connectionLimit: 32 });
  await pool.query("CREATE TABLE node_referrals (id CHAR(36) PRIMARY KEY, receiver VARCHAR(60) NOT NULL, body TEXT NOT NULL)");
  return (id, receiver, body) =>
    pool.execute("INSERT INTO node_referrals (id, receiver, body) VALUES (?, ?, ?)", [id, receiver, body]);
}

async function main() {
  const insert = store === "sqlite" ? openSqlite(...place) : await openMysql(...place);
  const definition = protoLoader.loadSync("rujukan/v1/referral.proto", { includeDirs: [protos], keepCase: true, enums: String });
  const { ReferralService } = grpc.loadPackageDefinition(definition).rujukan.v1;
  const server = new grpc.Server();
  server.addService(ReferralService.service, {
    CreateReferral(call, callback) {
      const id = crypto.randomUUID();
      const { referral, packet } = call.request;
      insert(id, referral.receiver, JSON.stringify({ referral, packet })).then(
        () => callback(null, { ...referral, name: `referrals/${id}` }),
        (error) => callback({ code: grpc.status.UNAVAILABLE, message: String(error.code) }),
      );
    },
  });
  const credentials = grpc.ServerCredentials.createSsl(
    null, [{ cert_chain: fs.readFileSync(certificate), private_key: fs.readFileSync(key) }], false);
  server.bindAsync(listen, credentials, (error) => {
    if (error) throw error;
  });
  process.on("SIGTERM", () => process.exit(0));
}

main();
