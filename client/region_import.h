// Sending the table of regions to the server.
#ifndef RUJUKAN_CLIENT_REGION_IMPORT_H_
#define RUJUKAN_CLIENT_REGION_IMPORT_H_

#include <string>

#include "client/shell.h"

namespace rujukan::client {

// Imports provinces.csv, regencies.csv, districts.csv and villages.csv of `folder` as the npm package idn-area-data has them: a
// header, then code and name, with whatever else between. A file that is not there is skipped, as long as one is. Throws
// WrongUsage, Refused.
void ImportRegions(Shell& shell, const std::string& folder);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_REGION_IMPORT_H_
