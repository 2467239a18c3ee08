#pragma once

#include "models/codec/array_reader.h"
#include "models/codec/csv_reader.h"
#include "models/codec/document_reader.h"
#include "models/codec/line_group_reader.h"
#include "models/codec/line_part_reader.h"
#include "models/codec/line_reader.h"
#include "models/ingest/importer.h"

#include <memory>
#include <optional>

namespace throughline::ingest {

/// One face for the ways to cut a file into frames. The source must outlive it.
class FrameReader
{
public:
    FrameReader(codec::ByteSource& source, const Recognition& recognition);

    /// The next frame, whose text lasts until the next call; nullopt at the end. BadInput: the
    /// file is damaged from here on.
    Result<std::optional<codec::Frame>> next();

    /// Which of the paths named by the recognition the last frame was found at.
    [[nodiscard]] std::size_t pathIndex() const;

    /// What has no line end behind it may be cut off.
    [[nodiscard]] bool lines() const
    {
        return m_lines != nullptr || m_rows != nullptr || m_parts != nullptr;
    }

private:
    Result<std::optional<codec::Frame>> nextRow();

    std::unique_ptr<codec::CsvReader> m_rows;
    std::unique_ptr<codec::LineGroupReader> m_groups;
    std::unique_ptr<codec::LinePartReader> m_parts;
    bool m_atHeader = false;
    std::unique_ptr<codec::LineReader> m_lines;
    std::unique_ptr<codec::DocumentReader> m_documents;
    std::unique_ptr<codec::ArrayReader> m_elements;
};

} // namespace throughline::ingest
