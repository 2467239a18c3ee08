#pragma once

#include "models/analysis/error/stack_text.h"

#include <optional>
#include <string_view>

/// The parsers of the single languages. Each reads one line as a frame, or a whole text that was
/// recognised as its own; all are linear in the text.
namespace throughline::analysis {

/// "at fn (url:1:2)", "at url:1:2" of V8; "fn@url:1:2" of Firefox and Safari.
[[nodiscard]] std::optional<FrameText> readJavaScriptFrame(std::string_view line);
[[nodiscard]] ParsedStack parseJavaScriptStack(std::string_view text);

/// "at java.base/pkg.Class.method(File.java:12)".
[[nodiscard]] std::optional<FrameText> readJavaFrame(std::string_view line);
[[nodiscard]] ParsedStack parseJavaStack(std::string_view text);

/// `File "x.py", line 12, in fn`.
[[nodiscard]] std::optional<FrameText> readPythonFrame(std::string_view line);
[[nodiscard]] ParsedStack parsePythonStack(std::string_view text);

/// The second line of a Go frame: a tab, "/path/file.go:12 +0x1d".
[[nodiscard]] std::optional<FrameText> readGoLocation(std::string_view line);
[[nodiscard]] ParsedStack parseGoStack(std::string_view text);

/// "at Ns.Class.Method(String a) in C:\x.cs:line 12", in English and the common translations.
[[nodiscard]] std::optional<FrameText> readDotNetFrame(std::string_view line);
[[nodiscard]] ParsedStack parseDotNetStack(std::string_view text);

/// "from app/pay.rb:8:in `charge'", "app/pay.rb:8:in 'Pay#charge': message (Type)".
[[nodiscard]] std::optional<FrameText> readRubyFrame(std::string_view line);
[[nodiscard]] ParsedStack parseRubyStack(std::string_view text);

/// "#0 /srv/pay.php(12): Shop\Cart->charge(Array)".
[[nodiscard]] std::optional<FrameText> readPhpFrame(std::string_view line);
[[nodiscard]] ParsedStack parsePhpStack(std::string_view text);

/// The second line of a Rust frame: "at ./src/cart.rs:12:9".
[[nodiscard]] std::optional<FrameText> readRustLocation(std::string_view line);
[[nodiscard]] ParsedStack parseRustStack(std::string_view text);

/// "(shop 0.1.0) lib/shop/cart.ex:12: Shop.Cart.charge/2".
[[nodiscard]] std::optional<FrameText> readElixirFrame(std::string_view line);
[[nodiscard]] ParsedStack parseElixirStack(std::string_view text);

/// "#3 0x55d in shop::charge(int) /src/cart.cpp:12:3", "3 Shop 0x1 charge + 12",
/// "/usr/bin/shop(charge+0x1f) [0x55d]".
[[nodiscard]] std::optional<FrameText> readNativeFrame(std::string_view line);
[[nodiscard]] ParsedStack parseNativeStack(std::string_view text);

} // namespace throughline::analysis
