// The numbered schema files of this folder, as they were when the program was built.
#ifndef RUJUKAN_ADAPTERS_SQLITE_SCHEMA_H_
#define RUJUKAN_ADAPTERS_SQLITE_SCHEMA_H_

#include <span>

#include "adapters/sql/migrations.h"

namespace rujukan::sqlite {

// In order, the first first.
std::span<const sql::Migration> Schema();

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_SCHEMA_H_
