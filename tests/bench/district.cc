#include "tests/bench/district.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace rujukan::bench {
namespace {

[[noreturn]] void Fail(const std::string& path) {
  std::cerr << "no file of a district: " << path << "\n";
  std::exit(1);
}

}  // namespace

void WriteDistrict(const std::string& path, const District& district) {
  umask(077);
  std::ofstream file(path);
  file << district.desks.size() << " " << district.referrals.size() << "\n";
  for (const Desk& desk : district.desks) file << desk.unit << " " << desk.officer << " " << desk.token << "\n";
  for (const StoredReferral& stored : district.referrals) {
    file << stored.id << " " << stored.sender << " " << stored.receiver << "\n";
  }
  if (!file.flush()) Fail(path);
}

District ReadDistrict(const std::string& path) {
  std::ifstream file(path);
  District district;
  std::size_t desks = 0;
  std::size_t referrals = 0;
  file >> desks >> referrals;
  district.desks.resize(desks);
  for (Desk& desk : district.desks) file >> desk.unit >> desk.officer >> desk.token;
  district.referrals.resize(referrals);
  for (StoredReferral& stored : district.referrals) file >> stored.id >> stored.sender >> stored.receiver;
  if (!file || desks < 2) Fail(path);
  return district;
}

std::string Country::RegencyCode(std::size_t regency) const {
  constexpr std::size_t kFirstProvince = 11;
  constexpr std::size_t kPerProvince = 20;
  return absl::StrFormat("%d.%02d", kFirstProvince + regency / kPerProvince, 1 + regency % kPerProvince);
}

std::string Country::VillageCode(std::size_t post) const {
  constexpr std::size_t kPerSubdistrict = 90;
  const std::size_t number = post / regencies;
  return absl::StrFormat("%s.%02d.%d", RegencyCode(RegencyOf(post)), 1 + number / kPerSubdistrict, 2001 + number % kPerSubdistrict);
}

ZipfDraw::ZipfDraw(std::size_t size) {
  double sum = 0;
  for (std::size_t i = 1; i <= size; ++i) sums_.push_back(sum += 1.0 / static_cast<double>(i));
}

std::size_t ZipfDraw::At(double sum) const {
  const auto found = std::upper_bound(sums_.begin(), sums_.end(), sum);
  return std::min(static_cast<std::size_t>(found - sums_.begin()), sums_.size() - 1);
}

v1::CreateReferralRequest NewReferral(std::string_view receiver_unit, std::string request_id, PacketSize size) {
  v1::CreateReferralRequest request;
  request.set_request_id(std::move(request_id));
  v1::Referral& referral = *request.mutable_referral();
  referral.set_kind(v1::REFERRAL_KIND_REFERRAL);
  referral.set_receiver(absl::StrCat("units/", std::string(receiver_unit)));
  referral.set_urgency(v1::URGENCY_MEDIUM);
  referral.set_legal_basis(v1::LEGAL_BASIS_CONSENT);
  referral.add_requested_services(v1::SERVICE_ACCOMPANIMENT);
  v1::NeedSection& need = *request.mutable_packet()->mutable_need();
  need.set_purpose("Pendampingan lanjutan");
  if (size == PacketSize::kSmall) return request;
  need.set_services_given("Penerimaan laporan, asesmen awal, dan pendampingan pertama di unit kami.");
  need.set_access_needs("Bahasa Bugis; lebih tenang bila didampingi petugas perempuan.");
  v1::ContactSection& contact = *request.mutable_packet()->mutable_contact();
  contact.set_safe_contact("Di sekolah anaknya, Selasa pagi, lewat wali kelas.");
  contact.set_forbidden_ways("Jangan menelepon ke rumah dan jangan datang tanpa janji.");
  v1::IdentitySection& identity = *request.mutable_packet()->mutable_identity();
  identity.set_full_name("Sitti Contoh");
  identity.set_nik("9901014107920002");
  identity.set_birth_date("1992-07-01");
  identity.set_birth_date_precision(v1::TIME_PRECISION_DAY);
  identity.set_sex(v1::SEX_FEMALE);
  identity.set_address("Dusun Barat, RT 001 / RW 002");
  request.mutable_packet()->mutable_chronology()->set_chronology(
      "Yang bersangkutan datang ke unit kami pada hari Senin pagi bersama kakaknya dan bercerita selama satu jam. Kejadian "
      "terakhir "
      "terjadi pada malam Minggu. Sejak itu ia dan kedua anaknya tinggal di rumah kakaknya. Ia sudah diperiksa di puskesmas dan "
      "membawa suratnya. Ia ingin didampingi, ingin anaknya tetap bersekolah, dan belum memutuskan apakah akan melapor. Ia minta "
      "agar "
      "tetangganya tidak tahu.");
  return request;
}

}  // namespace rujukan::bench
