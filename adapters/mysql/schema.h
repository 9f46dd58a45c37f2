// The numbered schema files of this folder, as they were when the program was built.
#ifndef RUJUKAN_ADAPTERS_MYSQL_SCHEMA_H_
#define RUJUKAN_ADAPTERS_MYSQL_SCHEMA_H_

#include <span>

#include "adapters/sql/migrations.h"

namespace rujukan::mysql {

// In order, the first first.
std::span<const sql::Migration> Schema();

}  // namespace rujukan::mysql

#endif  // RUJUKAN_ADAPTERS_MYSQL_SCHEMA_H_
