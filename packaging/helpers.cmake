# What every target of this project gets, and the three ways to make one.

add_library(throughline_settings INTERFACE)
target_include_directories(throughline_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(throughline_settings INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast)
if(THROUGHLINE_WERROR)
    # g++ 12 sees uninitialised values inside std::optional where there are none.
    target_compile_options(throughline_settings INTERFACE -Werror -Wno-error=maybe-uninitialized)
endif()
if(THROUGHLINE_SANITIZE)
    target_compile_options(throughline_settings INTERFACE
        -fsanitize=${THROUGHLINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -Og -g1)
    target_link_options(throughline_settings INTERFACE -fsanitize=${THROUGHLINE_SANITIZE})
endif()

add_library(throughline_qt_settings INTERFACE)
target_compile_definitions(throughline_qt_settings INTERFACE
    QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)

# throughline_add_library(<name> SOURCES ... [LINKS ...] [PRIVATE_LINKS ...] [QT])
# One target per folder. LINKS are public: what the folder's headers include.
function(throughline_add_library name)
    cmake_parse_arguments(ARG "QT" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PUBLIC throughline_settings ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
    if(ARG_QT)
        target_link_libraries(${name} PUBLIC throughline_qt_settings)
        set_target_properties(${name} PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS "-D_GLIBCXX_CONCEPTS")
    endif()
endfunction()

# throughline_add_test(<folder> SOURCES tst_*.cpp ... LINKS ...)
# One test program per folder; each source registers its classes with THROUGHLINE_TEST.
function(throughline_add_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    set(target tst_${name})
    add_executable(${target} ${ARG_SOURCES})
    target_link_libraries(${target} PRIVATE throughline_test_support ${ARG_LINKS})
    # A test runs about once for each time it is compiled: what it tests is optimised, it is hardly.
    target_compile_options(${target} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O1>)
    target_compile_definitions(${target} PRIVATE
        THROUGHLINE_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
        THROUGHLINE_SHARED_SAMPLES="${PROJECT_SOURCE_DIR}/../shared/samples")
    # moc 6.4 stumbles over the concepts of libstdc++ 12; it needs none of them.
    set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOMOC_MOC_OPTIONS "-D_GLIBCXX_CONCEPTS")
    add_test(NAME ${target} COMMAND ${target})
    set_tests_properties(${target} PROPERTIES TIMEOUT 600
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;TZ=UTC;QT_LOGGING_RULES=qt.qpa.*=false")
endfunction()

# throughline_embed(<target> <namespace-free name> FILES ...)
# Compiles files into a table of (name, text), read through models/base/embedded.h.
function(throughline_embed target table)
    cmake_parse_arguments(ARG "" "" "FILES" ${ARGN})
    set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${table}.cpp)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DTABLE=${table} -DOUTPUT=${output} "-DFILES=${ARG_FILES}"
            -P ${PROJECT_SOURCE_DIR}/packaging/embed.cmake
        DEPENDS ${ARG_FILES} ${PROJECT_SOURCE_DIR}/packaging/embed.cmake VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
