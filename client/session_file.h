// The session of a profile between two commands. Several people on one laptop are several profiles.
#ifndef RUJUKAN_CLIENT_SESSION_FILE_H_
#define RUJUKAN_CLIENT_SESSION_FILE_H_

#include <optional>
#include <string>

#include "rujukan/v1/session.pb.h"

namespace rujukan::client {

struct SavedSession {
  // The server that gave the token; it is told to no other.
  std::string server;
  v1::Session session;
};

// A file that only its owner may read, `$RUJUKAN_HOME/PROFILE.session`, else `~/.config/rujukan/PROFILE.session`.
class SessionFile {
 public:
  // REQUIRES: IsProfileName(profile).
  explicit SessionFile(const std::string& profile);

  // Nothing when there is no session or the file is not one. Throws WrongUsage when others may read it: what they could have
  // copied is no longer a secret.
  std::optional<SavedSession> Read() const;
  // Replaces the file as a whole. False when it cannot be written.
  bool Write(const SavedSession& saved) const;
  void Remove() const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// 1 to 40 of a-z, 0-9, `.`, `-`, `_`, not beginning with a dot: safe as part of a file name.
bool IsProfileName(const std::string& name);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_SESSION_FILE_H_
