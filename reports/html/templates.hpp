// The page's own text: HTML, style and script from templates/, compiled in by CMake.
#pragma once

#include <string_view>

namespace reports::templates {

std::string_view report_html();
std::string_view report_css();
std::string_view report_js();

}  // namespace reports::templates
