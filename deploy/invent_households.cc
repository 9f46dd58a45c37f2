// Prints the export of a district that does not exist: invented households for trying the import, with the columns of
// `rujukan help household import`. Province 99 does not exist, so no NIK and no family card is anybody's.
//
// The same options give the same file. Numbers never repeat within a file; two seeds less than 99 apart share none.
#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kPeopleMax = 7;
// Serial numbers go from 0001 to 9999, and so many kecamatan numbers there are.
constexpr std::uint64_t kSerials = 9999;
constexpr std::uint64_t kAreas = 99;
// Everything is as old as it is on this day, whenever the file is made.
constexpr sys_days kReferenceDay = std::chrono::year(2026) / 1 / 1;

constexpr std::array<std::string_view, 24> kMen = {
    "Abdul",   "Ahmad", "Amir", "Andi", "Arifin",     "Baharuddin", "Bambang", "Budi",  "Dedi",   "Firman",  "Hamzah", "Hasan",
    "Ibrahim", "Ilham", "Iwan", "Joko", "Kamaruddin", "Made",       "Rahmat",  "Rusli", "Slamet", "Syamsul", "Usman",  "Yusuf"};
constexpr std::array<std::string_view, 24> kWomen = {"Aisyah",  "Aminah",  "Ani",     "Dewi",      "Endang",  "Fatimah",
                                                     "Halimah", "Hasnah",  "Indah",   "Kartini",   "Lestari", "Maryam",
                                                     "Mega",    "Murni",   "Nirmala", "Nurhayati", "Putri",   "Rahma",
                                                     "Ratna",   "Rosmini", "Siti",    "Sri",       "Wahyuni", "Yuliana"};
constexpr std::array<std::string_view, 20> kSecond = {"Contoh",   "Daeng Sila", "Hidayat", "Jaya",  "Karim",  "Latif", "Mappa",
                                                      "Nasution", "Palewai",    "Pratama", "Ramli", "Ri'fah", "Salim", "Saputra",
                                                      "Siregar",  "Sulaiman",   "Syukur",  "Tahir", "Wijaya", "Yasin"};
constexpr std::array<std::string_view, 8> kStreets = {"Dusun Barat", "Dusun Timur", "Dusun Tengah", "Jl. Poros Contoh",
                                                      "Jl. Melati",  "Jl. Mawar",   "Kampung Baru", "Lorong Masjid"};

// std::uniform_int_distribution differs between libraries; this does not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : generator_(seed) {}
  int Roll(int from, int to) { return from + static_cast<int>(generator_() % static_cast<std::uint64_t>(to - from + 1)); }
  bool Chance(int percent) { return Roll(1, 100) <= percent; }
  template <typename List>
  std::string_view Pick(const List& list) {
    return list[static_cast<std::size_t>(Roll(0, static_cast<int>(list.size()) - 1))];
  }

 private:
  std::mt19937_64 generator_;
};

template <typename... Arguments>
std::string Print(const char* format, Arguments... arguments) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, arguments...);
  return text.data();
}

// 99, a kabupaten of the seed, a kecamatan and a serial of the counter; between them a date.
std::string Number(std::uint64_t seed, std::uint64_t counter, year_month_day date, unsigned day_offset) {
  const auto area = static_cast<unsigned>(counter / kSerials % kAreas + 1);
  const auto kabupaten = static_cast<unsigned>((seed + counter / kSerials / kAreas) % kAreas + 1);
  return Print("99%02u%02u%02u%02u%02d%04u", kabupaten, area, static_cast<unsigned>(date.day()) + day_offset,
               static_cast<unsigned>(date.month()), static_cast<int>(date.year()) % 100,
               static_cast<unsigned>(counter % kSerials + 1));
}

struct Person {
  bool woman;
  std::string_view relation;
  int age;
};

// A head, perhaps a partner, children, perhaps a parent.
std::vector<Person> InventPeople(Dice& dice) {
  std::vector<Person> people;
  const int head_age = dice.Roll(22, 75);
  const bool widow = dice.Chance(18);
  people.push_back({widow, "KEPALA KELUARGA", head_age});
  if (!widow && dice.Chance(85)) people.push_back({true, "ISTRI", std::max(20, head_age - dice.Roll(0, 8))});
  const int children = dice.Roll(0, 4);
  for (int i = 0; i < children; ++i) people.push_back({dice.Chance(50), "ANAK", dice.Roll(0, std::max(0, head_age - 21))});
  if (people.size() < kPeopleMax && head_age < 60 && dice.Chance(12)) {
    people.push_back({dice.Chance(60), "ORANG TUA", head_age + dice.Roll(18, 35)});
  }
  return people;
}

class Inventor {
 public:
  Inventor(std::uint64_t seed, std::vector<std::string> villages) : seed_(seed), dice_(seed), villages_(std::move(villages)) {}

  void PrintHousehold(std::ostream& out) {
    const std::string card = Number(seed_, households_++, DayAgo(dice_.Roll(30, 5000)), 0);
    const std::string address = std::string(dice_.Pick(kStreets)) + " No. " + std::to_string(dice_.Roll(1, 120));
    const std::string area = Print("%03d,%03d,", dice_.Roll(1, 12), dice_.Roll(1, 6)) + std::string(dice_.Pick(villages_));
    // Not every household was ever ranked.
    const std::string decile = dice_.Chance(80) ? std::to_string(dice_.Roll(1, 10)) + ",DTSEN,2026-08-01" : ",,";
    for (const Person& person : InventPeople(dice_)) {
      out << card << ',' << DescribePerson(person) << ',' << address << ',' << area << ',' << decile << ',' << Phone(person)
          << '\n';
    }
  }

 private:
  static year_month_day DayAgo(int count) { return kReferenceDay - days(count); }

  std::string DescribePerson(const Person& person) {
    const year_month_day birth = DayAgo(person.age * 365 + dice_.Roll(1, 364));
    const std::string nik = Number(seed_, people_++, birth, person.woman ? 40 : 0);
    const std::string name =
        std::string(person.woman ? dice_.Pick(kWomen) : dice_.Pick(kMen)) + " " + std::string(dice_.Pick(kSecond));
    return nik + "," + name + "," + (person.woman ? "P" : "L") + "," +
           Print("%04d-%02u-%02u", static_cast<int>(birth.year()), static_cast<unsigned>(birth.month()),
                 static_cast<unsigned>(birth.day())) +
           "," + std::string(person.relation);
  }

  // Of the form of a mobile number, with an area that no operator has.
  std::string Phone(const Person& person) {
    return person.age >= 17 && dice_.Chance(60) ? Print("0800%08d", dice_.Roll(0, 99999999)) : "";
  }

  std::uint64_t seed_;
  Dice dice_;
  std::vector<std::string> villages_;
  std::uint64_t households_ = 0;
  std::uint64_t people_ = 0;
};

// The codes in the first column, after the header.
std::vector<std::string> ReadVillages(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> codes;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    if (std::string code = line.substr(0, line.find_first_of(",;\r")); !code.empty()) codes.push_back(std::move(code));
  }
  return codes;
}

}  // namespace

int main(int count, char** words) {
  CLI::App app("Prints invented households as a district's CSV export.");
  std::uint64_t households = 0;
  std::uint64_t seed = 1;
  std::string villages_file;
  app.add_option("--count", households, "How many households")->required();
  app.add_option("--seed", seed, "Another seed makes other households");
  app.add_option("--villages", villages_file, "CSV whose first column holds village codes")->required();
  CLI11_PARSE(app, count, words);

  std::vector<std::string> villages = ReadVillages(villages_file);
  if (villages.empty()) {
    std::cerr << "invent_households: no villages in " << villages_file << '\n';
    return 1;
  }
  std::ios::sync_with_stdio(false);
  std::cout << "no_kk,nik,nama,jenis_kelamin,tanggal_lahir,hubungan,alamat,rt,rw,kode_wilayah,desil,sumber_desil,tanggal_desil,"
               "telepon\n";
  Inventor inventor(seed, std::move(villages));
  for (std::uint64_t i = 0; i < households; ++i) inventor.PrintHousehold(std::cout);
  return std::cout.flush() ? 0 : 1;
}
