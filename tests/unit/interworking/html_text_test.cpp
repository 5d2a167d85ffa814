// What a reader of an HTML body would see, and nothing that could act.
#include "gateway/interworking/html_text.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

TEST(HtmlText, IsWhatAReaderSees) {
  struct Row {
    std::string html;
    std::string text;
  };
  for (const Row& row : {
           Row{"hello", "hello"},
           Row{"<b onclick='evil()'>bold</b> text", "bold text"},
           Row{"<html><head><title>t</title></head><body><p>one</p><p>two</p></body></html>",
               "one\ntwo"},
           Row{"a<script>alert('<b>')</script>b<style>p{}</style>c", "abc"},
           Row{"a<SCRIPT type=x>alert()</script >b", "ab"},
           Row{"one<br/>two<br>three", "one\ntwo\nthree"},
           Row{"  many \n\t spaces ", "many spaces"},
           Row{"a &lt;b&gt; &amp;amp; &quot;c&quot; &#228;&#xE4; &euro;",
               "a <b> &amp; \"c\" \u00e4\u00e4 \u20ac"},
           Row{"AT&T &unknown; &#; &#xZ; &", "AT&T &unknown; &#; &#xZ; &"},
           Row{"&#0;&#1114112;&#xd800;", "\ufffd\ufffd\ufffd"},
           Row{"2 < 3 and 3 > 2", "2 < 3 and 3 > 2"},
           Row{"<a title=\"x>y\">link</a>", "link"},
           Row{"a<!-- <b> -->b", "ab"},
           Row{"a<!-- unended", "a"},
           Row{"a<script>unended", "a"},
           Row{"a<b", "a"},
           Row{"<ul><li>one<li>two</ul>three", "one\ntwo\nthree"},
           Row{"", ""},
           Row{"<p></p>", ""},
       }) {
    EXPECT_EQ(text_of_html(row.html), row.text) << row.html;
  }
}

}  // namespace
}  // namespace gateway
