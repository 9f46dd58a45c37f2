// The store on a MySQL or MariaDB server, which several processes may share.
#ifndef RUJUKAN_ADAPTERS_MYSQL_MYSQL_STORE_H_
#define RUJUKAN_ADAPTERS_MYSQL_MYSQL_STORE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/mysql/connection.h"
#include "adapters/mysql/connection_pool.h"
#include "adapters/sql/driver.h"
#include "server/domain/ports.h"
#include "server/domain/storage.h"

namespace rujukan {

struct MysqlOptions {
  // Reading ones for all of the calls that a server has in work (ServerOptions::threads_max), and half as many that write. Three
  // servers have room in what a database server allows altogether by default (151).
  static constexpr int kConnectionsDefault = 48;
  // One that reads and one that writes.
  static constexpr int kConnectionsMin = 2;
  // More would be most of what it allows.
  static constexpr int kConnectionsMax = 128;
  static constexpr absl::Duration kPatienceDefault = absl::Seconds(5);
  // Longer than a connection that fell silent keeps its locks, so that who waited for those is served.
  static constexpr absl::Duration kRetryingDefault = absl::Seconds(15);

  mysql::ConnectionOptions connection;
  // At least kConnectionsMin. A third of them write: more at a time would only wait for each other's rows. The others read, and are
  // there for it however many wait to write.
  int connections_max = kConnectionsDefault;
  // How long a transaction waits for a connection.
  absl::Duration patience = kPatienceDefault;
  // A transaction that collides is not run again when so much time has passed, so that its caller is answered while he still waits.
  absl::Duration retrying = kRetryingDefault;
  // Make the tables when the database is empty; refuse to open it then otherwise.
  bool create = true;
  // Bring it to the present schema; refuse an older one otherwise.
  bool migrate = true;
  // Refuse a user who may not do to the tables what a server does to them every day.
  bool write = true;
  // Refuse while any other connection to the database can be seen, that of a server for instance.
  bool alone = false;
};

// Transactions run side by side in the threads of their callers, each on a connection of a pool. Writing ones see what is committed
// and are run again when they collide. What only reads begins and ends without the server, unless it wants a snapshot. A
// transaction whose commit was not answered is StoreUnavailable and is never run again on its own: a retry with the same request_id
// finds the truth. Thread-safe.
class MysqlStore final : public Store {
 public:
  // Connects, checks the server, and brings the schema up to date if it is not and the user may; a refusal names the command to
  // run. Texts are for the operator. Sealer and clock outlive the store.
  static absl::StatusOr<std::unique_ptr<MysqlStore>> Open(const MysqlOptions& options, const Sealer& sealer, const Clock& clock);

  // Brings the schema up to date and answers the names of the files that were run.
  static absl::StatusOr<std::vector<std::string>> Migrate(const MysqlOptions& options, const Sealer& sealer, const Clock& clock);
  // The names of the files that Migrate would run. Changes nothing.
  static absl::StatusOr<std::vector<std::string>> PendingMigrations(const MysqlOptions& options, const Sealer& sealer);

  // Lends a connection to a database made ready as Open makes it, for what is none of a store's business: an import. Of others only
  // those are kept out that `alone` and `use` keep out.
  static absl::Status UseAlone(const MysqlOptions& options, const Sealer& sealer, const Clock& clock,
                               absl::FunctionRef<absl::Status(sql::Connection&)> use);

  // Lends a connection that sees one moment of the database and only reads: an export. Servers go on meanwhile. What is not yet in
  // the present schema is refused, and so are other keys.
  static absl::Status UseSnapshot(const MysqlOptions& options, const Sealer& sealer,
                                  absl::FunctionRef<absl::Status(sql::Connection&)> use);

  absl::Status Transact(Closure closure) override;
  absl::Status Read(Closure closure) override;
  absl::Status ReadSnapshot(Closure closure) override;
  SealedPacket SealPacket(const ReferralId& id, const Packet& packet) const override;
  // Reads, and looks whether an import has begun to fill the database: nothing is served then until it is finished. After a write
  // that the server refused or did not answer, writes too, so that it also tells of a server that only lets read, or that waits
  // with every commit until its disk has room. StoreFull for a minute after a write that found no room, and then until a small one
  // finds some: what is small often has room in pages that are there, when nothing larger has.
  absl::Status Ping() override;
  void SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) override { doorbell_ = std::move(doorbell); }

 private:
  MysqlStore(const MysqlOptions& options, const Sealer& sealer, const Clock& clock);
  absl::Status TransactOn(mysql::ConnectionPool& pool, Closure closure);
  absl::Status ReadBegunBy(mysql::ConnectionPool::Begin begin, Closure closure);
  // One attempt. StoreConflict when it may be made again.
  absl::Status Attempt(mysql::ConnectionPool& pool, mysql::ConnectionPool::Begin begin, Closure closure);

  const Sealer& sealer_;
  const Clock& clock_;
  const absl::Duration retrying_;
  // An import has marked the database and has not finished; as the last Ping saw it.
  std::atomic<bool> unfinished_ = false;
  // Since a write was refused or not answered; until one succeeds.
  std::atomic<bool> writes_fail_ = false;
  // When a write last met a full disk, microseconds since 1970; 0 when there is room again.
  std::atomic<std::int64_t> full_time_ = 0;
  mysql::ConnectionPool reading_pool_;
  mysql::ConnectionPool writing_pool_;
  // Of one connection: whether the server answers does not depend on how busy the others are.
  mysql::ConnectionPool ping_pool_;
  std::function<void(const std::vector<UnitId>&)> doorbell_;
};

}  // namespace rujukan

#endif  // RUJUKAN_ADAPTERS_MYSQL_MYSQL_STORE_H_
