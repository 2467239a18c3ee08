#include "models/codec/packed_source.h"

#include "models/codec/compressed_input.h"

#include <utility>

namespace throughline::codec {

namespace {

class PackedSource final : public ByteSource
{
public:
    PackedSource(std::unique_ptr<ByteSource> compressed, std::unique_ptr<Unpacker> unpacker)
        : m_input(std::move(compressed))
        , m_unpacker(std::move(unpacker))
    {
    }

    Result<std::size_t> read(std::span<char> into) override
    {
        std::size_t made = 0;
        while (made == 0 && !m_failure && m_place != Place::End) {
            if (Result<void> stepped = step(into, made); !stepped.ok()) {
                m_failure = std::move(stepped).error();
            }
        }
        if (made == 0 && m_failure) {
            return *m_failure;
        }
        return made;
    }

    std::uint64_t rawBytesRead() const override { return m_input.source().rawBytesRead(); }

    std::string name() const override { return m_input.source().name(); }

private:
    enum class Place
    {
        FirstStream,
        BetweenStreams,
        LaterStream,
        End
    };

    Result<void> step(std::span<char> into, std::size_t& made)
    {
        TL_ASSIGN(const bool more, m_input.fill());
        if (m_place == Place::BetweenStreams) {
            return more ? beginStream() : finish();
        }
        return unpackOnce(more, into, made);
    }

    Result<void> beginStream()
    {
        if (m_input.rest().front() != m_unpacker->firstByte()) {
            TL_ASSIGN(const bool padding, m_input.onlyZerosFollow());
            return padding ? finish() : Result<void>(m_input.trailing());
        }
        m_unpacker->restart();
        m_place = Place::LaterStream;
        return {};
    }

    Result<void> finish()
    {
        m_place = Place::End;
        return {};
    }

    Result<void> unpackOnce(bool more, std::span<char> into, std::size_t& made)
    {
        const Unpacker::Step step = m_unpacker->step(m_input.rest(), into);
        m_input.use(step.used);
        made = step.made;
        switch (step.status) {
        case Unpacker::Status::Going:
            return more || made > 0 ? Result<void>() : Result<void>(m_input.truncated());
        case Unpacker::Status::StreamEnded:
            m_place = Place::BetweenStreams;
            return {};
        case Unpacker::Status::NotAStream:
            // Behind a whole stream something else stands there.
            return m_place == Place::LaterStream ? m_input.trailing()
                                                 : m_input.damaged(step.reason);
        case Unpacker::Status::Damaged:
            return m_input.damaged(step.reason);
        case Unpacker::Status::TooMuchMemory:
            return badInputError('\'' + name() + "' needs more than 128 MiB of memory to unpack",
                                 "Pack it again with a smaller dictionary");
        case Unpacker::Status::OutOfMemory:
            break;
        }
        return environmentError("not enough memory to unpack '" + name() + '\'');
    }

    CompressedInput m_input;
    std::unique_ptr<Unpacker> m_unpacker;
    Place m_place = Place::FirstStream;
    std::optional<Error> m_failure;
};

} // namespace

std::unique_ptr<ByteSource> packedSource(std::unique_ptr<ByteSource> compressed,
                                         std::unique_ptr<Unpacker> unpacker)
{
    return std::make_unique<PackedSource>(std::move(compressed), std::move(unpacker));
}

} // namespace throughline::codec
