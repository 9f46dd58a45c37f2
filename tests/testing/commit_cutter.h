// A network that fails at the worst moment.
#ifndef RUJUKAN_TESTS_TESTING_COMMIT_CUTTER_H_
#define RUJUKAN_TESTS_TESTING_COMMIT_CUTTER_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace rujukan::testing {

// Carries connections to a database server on this machine, in plain text, and cuts the connection on which it meets the first
// COMMIT; whatever comes later passes. Ends with the object, and all connections with it.
class CommitCutter {
 public:
  enum class Cut {
    // The server never gets the COMMIT.
    kBefore,
    // The server has carried it out, but its answer is lost.
    kAfter,
    // The server has carried it out, but the client is told of an error that no server has.
    kBabbling,
  };

  // Throws std::runtime_error when the server cannot be reached.
  CommitCutter(int server_port, Cut cut);
  ~CommitCutter();
  CommitCutter(const CommitCutter&) = delete;
  CommitCutter& operator=(const CommitCutter&) = delete;

  int port() const { return port_; }
  // How often a client asked to commit.
  int commits() const { return commits_; }

 private:
  void Accept();
  void Carry(int client, int server);
  // False when the connection is to end.
  bool CarryRequest(const std::string& request, int client, int server);

  const int server_port_;
  const Cut cut_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> commits_ = 0;
  std::atomic<bool> ending_ = false;
  std::vector<std::thread> carriers_;
  std::thread acceptor_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_COMMIT_CUTTER_H_
