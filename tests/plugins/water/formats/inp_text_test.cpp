// SPDX-License-Identifier: Apache-2.0
// Bytes, lines and words, and which files are EPANET's.
#include <gtest/gtest.h>

#include "plugins/water/formats/inp.hpp"
#include "plugins/water/formats/inp_words.hpp"
#include "tests/plugins/water/formats/fixtures.hpp"

namespace conurb::water {
namespace {

using testing::Reading;
using testing::reading_of;
using testing::SmallInp;

std::vector<std::string_view> words_of(std::string_view line) {
  InpWords words;
  split_words(line, words);
  return words.words;
}

TEST(InpWords, ArePartedByBlanksAndTabsAndHeldTogetherByQuotes) {
  EXPECT_EQ(words_of(" a\tb  c\r"), (std::vector<std::string_view>{"a", "b", "c"}));
  EXPECT_EQ(words_of("\"a b\" c \"\" d\"e"), (std::vector<std::string_view>{"a b", "c", "", "d\"e"}));
  EXPECT_EQ(words_of("a \"not closed"), (std::vector<std::string_view>{"a", "not closed"}));
  EXPECT_TRUE(words_of(" \t ").empty());
}

TEST(InpWords, ASemicolonBeginsTheCommentEvenInQuotes) {
  InpWords words;
  split_words("a b ; c; d ", words);
  EXPECT_EQ(words.words.size(), 2U);
  EXPECT_EQ(words.comment, "c; d");
  split_words("a \"b;c\"", words);
  EXPECT_EQ(words.words.back(), "b");
  split_words("a", words);
  EXPECT_FALSE(words.has_comment);
}

TEST(InpWords, KeywordsAreComparedByTheirBeginningsWhateverTheCase) {
  EXPECT_TRUE(begins("Pattern", "PATT"));
  EXPECT_FALSE(begins("PAT", "PATT"));
  EXPECT_TRUE(is_heading("ID  \tElev"));
  EXPECT_TRUE(is_heading(";-----"));
  EXPECT_FALSE(is_heading("IDEAS"));
}

TEST(InpText, MayBeLatin1OrUtf8WithAMark) {
  const Reading latin = reading_of(SmallInp()
                                       .set("TITLE",
                                            "Stra\xDF"
                                            "e\n")
                                       .text());
  EXPECT_EQ(latin.file.network.title,
            "Stra\xC3\x9F"
            "e");
  const Reading utf8 = reading_of("\xEF\xBB\xBF" + SmallInp()
                                                       .set("TITLE",
                                                            "Stra\xC3\x9F"
                                                            "e\n")
                                                       .text());
  EXPECT_EQ(utf8.file.network.title,
            "Stra\xC3\x9F"
            "e");
  EXPECT_EQ(utf8.file.network.nodes.size(), 4U);
}

TEST(InpText, MayEndItsLinesAsWindowsDoes) {
  std::string text = SmallInp().set("TITLE", "A town\n").set("JUNCTIONS", "A 10 2 ;school\nB 12\n").text();
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
  const Reading read = reading_of(text + "\x1A");
  EXPECT_EQ(read.file.network.title, "A town");
  EXPECT_EQ(read.node("A").comment, "school");
  EXPECT_TRUE(read.findings.empty());
}

TEST(InpText, OutsideOfSectionsIsPassedOverWithAWord) {
  const Reading read = reading_of("made by hand\n" + SmallInp().text() + "rest\n");
  EXPECT_TRUE(read.says("file", "before its first section"));
  EXPECT_TRUE(read.says("file", "behind [END]"));
}

TEST(InpText, OfOtherSectionsIsKeptInOrder) {
  const Reading read =
      reading_of("[REPORT]\nStatus No\n\n[SCADA] x\n a 1\n" + SmallInp().set("LABELS", "1 2 \"x\"\n").text());
  ASSERT_EQ(read.file.sections.size(), 3U);
  EXPECT_EQ(read.file.sections[0], (InpSection{"[REPORT]", "Status No"}));
  EXPECT_EQ(read.file.sections[1], (InpSection{"[SCADA] x", " a 1"}));
  EXPECT_EQ(read.file.sections[2], (InpSection{"[LABELS]", "1 2 \"x\""}));
  EXPECT_TRUE(read.says("'[SCADA] x'", "kept as text"));
}

TEST(InpDetect, KnowsEpanetBySectionsThatSwmmHasNot) {
  EXPECT_TRUE(is_epanet_inp("[TITLE]\n\n[JUNCTIONS]\n"));
  EXPECT_TRUE(is_epanet_inp("\xEF\xBB\xBF[PIPES]\r\n"));
  EXPECT_TRUE(is_epanet_inp("[times]\nDuration 24\n"));
  EXPECT_FALSE(is_epanet_inp("[TITLE]\n[OPTIONS]\nFLOW_UNITS CFS\n[JUNCTIONS]\n"));
  EXPECT_FALSE(is_epanet_inp("[JUNCTIONS]\n[CONDUITS]\n"));
  EXPECT_FALSE(is_epanet_inp("[TIMESERIES]\n"));
  EXPECT_FALSE(is_epanet_inp("[PATTERNS]\n"));
  EXPECT_FALSE(is_epanet_inp(""));
}

TEST(InpFindings, ANetworkWithoutASourceIsToldOf) {
  EXPECT_TRUE(reading_of("[JUNCTIONS]\nA 1\n").says("network", "no reservoir"));
}

TEST(InpFindings, ALongNameIsToldOf) {
  const std::string name(32, 'n');
  EXPECT_TRUE(SmallInp().add("JUNCTIONS", name + " 1\n").read().says(name, "31 bytes"));
}

}  // namespace
}  // namespace conurb::water
