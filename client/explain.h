// Telling a person why a call failed.
#ifndef RUJUKAN_CLIENT_EXPLAIN_H_
#define RUJUKAN_CLIENT_EXPLAIN_H_

#include <string>
#include <string_view>

#include "client/connection.h"
#include "client/shell.h"
#include "rujukan/v1/household.pb.h"

namespace rujukan::client {

// "Anggota 3, NIK" for household.members[2].nik; empty where there are no words for it.
std::string FieldWords(const Texts& texts, std::string_view path);
// "Anggota 3, NIK: ..." of a warning about a field.
std::string WarningText(const Texts& texts, const v1::FieldWarning& warning);

// Writes to the error stream what the server said, what it was about and what can be done. With --json fields and codes are told
// as the API calls them.
void Explain(Shell& shell, const CallError& error);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_EXPLAIN_H_
