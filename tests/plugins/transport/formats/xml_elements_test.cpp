// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/formats/xml_elements.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "plugins/transport/error.hpp"

namespace conurb::transport {
namespace {

/// Writes down what comes; does what it is told at the element "x".
class Record : public XmlHandler {
 public:
  std::function<void(const Attributes&)> at_x = [](const Attributes&) {};
  std::string log;

  void begin(const Attributes& a) override {
    log += "<" + std::string(a.element());
    if (a.element() == "x") at_x(a);
  }
  void end(std::string_view) override { log += ">"; }
};

std::string refusal(std::string_view text, const std::function<void(const Attributes&)>& at_x = {}) {
  Record record;
  if (at_x) record.at_x = at_x;
  try {
    read_xml(text, "a.xml", record);
  } catch (const InputError& error) {
    return error.what();
  }
  return "taken";
}

TEST(XmlElements, ComeInOrderWithTheirAttributes) {
  Record record;
  record.at_x = [](const Attributes& a) {
    EXPECT_EQ(a.text("id"), "p & q");
    EXPECT_EQ(a.number("n"), 2.5);
    EXPECT_EQ(a.whole("w"), -3);
    EXPECT_EQ(a.time("t"), 61500);
    EXPECT_TRUE(a.flag("f"));
    EXPECT_FALSE(a.flag("g"));
    EXPECT_FALSE(a.has("g"));
    EXPECT_EQ(a.number_or("g", 7), 7);
    EXPECT_EQ(a.described(), "x 'p & q'");
  };
  read_xml(
      "\xEF\xBB\xBF<?xml version='1.0'?><!-- c --><a><b/><x id='p &amp; q' n='2.5' w='-3' t='0:1:1.5' "
      "f='true'/>t</a>",
      "a.xml", record);
  EXPECT_EQ(record.log, "<a<b><x>>");
}

TEST(XmlElements, WhatIsMissingOrNoNumberIsNamedWithItsLine) {
  const std::string text = "<a>\n<x id='k' n='many' v='-1'/>\n</a>";
  EXPECT_EQ(refusal(text, [](const Attributes& a) { (void)a.text("m"); }),
            "a.xml:2: x 'k': the attribute m is missing");
  EXPECT_EQ(refusal(text, [](const Attributes& a) { (void)a.number("n"); }),
            "a.xml:2: x 'k': n is 'many', must be a finite number");
  EXPECT_EQ(refusal(text, [](const Attributes& a) { (void)a.positive_or("v", 1); }),
            "a.xml:2: x 'k': v is '-1', must be above 0");
  EXPECT_EQ(refusal(text, [](const Attributes& a) { (void)a.not_negative_or("v", 1); }),
            "a.xml:2: x 'k': v is '-1', must be 0 or above");
  EXPECT_EQ(refusal(text, [](const Attributes& a) { (void)a.time("n"); }),
            "a.xml:2: x 'k': n is 'many', must be a time within 24 days, as seconds or hh:mm:ss");
}

TEST(XmlElements, ATextThatIsCutOffIsRefusedWhereverItIsCut) {
  const std::string text = "<a><x id='1'/><!-- c --></a>";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_NE(refusal(text.substr(0, size)), "taken") << size;
  }
  EXPECT_EQ(refusal(text), "taken");
}

TEST(XmlElements, EntitiesAreNeverExpanded) {
  const std::string bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]>\n<a>&c;</a>";
  EXPECT_NE(refusal(bomb).find("a.xml:1: has a document type declaration"), std::string::npos);
  const std::string file = "<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'other.dtd'>\n<a><x id='&far;'/></a>";
  EXPECT_NE(refusal(file).find("a.xml:2: has a document type declaration"), std::string::npos);
  std::string id;
  EXPECT_EQ(refusal("<a><x id='&far;'/></a>", [&](const Attributes& a) { id = a.text("id"); }), "taken");
  EXPECT_EQ(id, "&far;");
}

TEST(XmlElements, NestingHasALimit) {
  const auto nested = [](int depth) {
    std::string deep;
    for (int i = 0; i < depth; ++i) deep += "<a>\n";
    for (int i = 0; i < depth; ++i) deep += "</a>";
    return deep;
  };
  EXPECT_EQ(refusal(nested(kMostDepth)), "taken");
  EXPECT_EQ(refusal(nested(kMostDepth + 1)).substr(0, 46), "a.xml:65: elements are nested deeper than 64; ");
  EXPECT_NE(refusal(nested(1'000'000)).find("nested deeper than 64"), std::string::npos);
}

TEST(XmlElements, AFaultOfAnotherKindReachesTheCaller) {
  Record record;
  record.at_x = [](const Attributes&) { throw std::bad_alloc(); };
  EXPECT_THROW(read_xml("<a><x/></a>", "a.xml", record), std::bad_alloc);
}

TEST(XmlElements, BytesOfOtherKindsAreRefused) {
  EXPECT_EQ(refusal("<a><x id='Stra\xC3\x9F"
                    "e \xF0\x9F\x9A\x97'/></a>"),
            "taken");
  EXPECT_NE(refusal("<a>\n<x id='Stra\xDF"
                    "e'/></a>")
                .find("a.xml:2: is not well-formed XML: bytes that are no UTF-8"),
            std::string::npos);
  EXPECT_EQ(refusal("").substr(0, 15), "a.xml: is empty");
  for (const std::string& text :
       {std::string("\x1F\x8B\x08\0", 4), std::string(3, '\0'), std::string("{}"), std::string("<a b=1/>"),
        std::string("<a\xFF/>"), std::string("<a/><b/>"), std::string("<a></b>"), std::string("<a/>\0", 5)}) {
    EXPECT_NE(refusal(text).find("a.xml:1: is not well-formed XML"), std::string::npos) << refusal(text);
  }
}

}  // namespace
}  // namespace conurb::transport
