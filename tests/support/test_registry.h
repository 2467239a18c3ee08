#pragma once

#include <functional>
#include <memory>

class QObject;

namespace throughline::test {

/// Remembers a test class until the program's main runs it.
struct Registration
{
    explicit Registration(std::function<std::unique_ptr<QObject>()> make);
};

} // namespace throughline::test

/// One line below each test class: the folder's program runs it.
#define THROUGHLINE_TEST(Class)                                                                    \
    static const throughline::test::Registration registration##Class(                              \
        [] { return std::make_unique<Class>(); });
