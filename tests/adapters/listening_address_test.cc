#include "adapters/system/listening_address.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/testing/temporary_folder.h"

namespace rujukan::testing {
namespace {

class ListeningAddress : public ::testing::Test {
 protected:
  int ListenOnPath() {
    const int file = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, path.c_str(), sizeof name.sun_path - 1);
    EXPECT_EQ(bind(file, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    EXPECT_EQ(listen(file, 1), 0);
    return file;
  }

  TemporaryFolder folder;
  const std::string path = folder.File("socket");
  const std::string address = "unix:" + path;
};

TEST_F(ListeningAddress, OfASocketIsAnsweredWhileItsServerLives) {
  EXPECT_FALSE(IsAnswered(address));
  const int server = ListenOnPath();
  EXPECT_TRUE(IsAnswered(address));
  EXPECT_TRUE(IsAnswered("unix://" + path));
  close(server);
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_FALSE(IsAnswered(address)) << "what a dead server left may be taken";
}

TEST_F(ListeningAddress, OfASocketIsAnsweredByAServerThatIsBusy) {
  const int server = ListenOnPath();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(IsAnswered(address));
  close(server);
}

TEST_F(ListeningAddress, TellsWhyNobodyCanListen) {
  EXPECT_EQ(WhyNotListening(address), "");
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(WhyNotListening("unix:" + folder.File("missing/socket")), "No such file or directory");
  EXPECT_EQ(WhyNotListening("unix:/" + std::string(200, 'x')), "the path is too long for a socket");
  std::ofstream(path) << "a file";
  EXPECT_EQ(WhyNotListening(address), "Address already in use");
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(ListeningAddress, TellsThatAPortIsTaken) {
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  ASSERT_EQ(bind(server, reinterpret_cast<const sockaddr*>(&name), size), 0);
  ASSERT_EQ(listen(server, 1), 0);
  ASSERT_EQ(getsockname(server, reinterpret_cast<sockaddr*>(&name), &size), 0);
  EXPECT_EQ(WhyNotListening(absl::StrCat("127.0.0.1:", ntohs(name.sin_port))), "Address already in use");
  close(server);
  EXPECT_EQ(WhyNotListening("127.0.0.1:0"), "");
  EXPECT_EQ(WhyNotListening("nowhere"), "it is no address");
}

}  // namespace
}  // namespace rujukan::testing
