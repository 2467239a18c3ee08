#include "models/crypto/digest.h"

#include "models/base/assert.h"
#include "models/base/hash.h"

#include <openssl/evp.h>

#include <array>

namespace throughline::crypto {

struct Sha256::Context
{
    Context()
        : handle(EVP_MD_CTX_new())
    {
        TL_ASSERT(handle != nullptr);
    }

    Context(const Context& other)
        : Context()
    {
        TL_ASSERT(EVP_MD_CTX_copy_ex(handle, other.handle) == 1);
    }

    Context& operator=(const Context&) = delete;

    ~Context() { EVP_MD_CTX_free(handle); }

    EVP_MD_CTX* handle;
};

Sha256::Sha256()
    : m_context(std::make_unique<Context>())
{
    TL_ASSERT(EVP_DigestInit_ex(m_context->handle, EVP_sha256(), nullptr) == 1);
}

Sha256::Sha256(const Sha256& other)
    : m_context(std::make_unique<Context>(*other.m_context))
{
}

Sha256& Sha256::operator=(const Sha256& other)
{
    if (this != &other) {
        m_context = std::make_unique<Context>(*other.m_context);
    }
    return *this;
}

Sha256::Sha256(Sha256&& other) noexcept = default;
Sha256& Sha256::operator=(Sha256&& other) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes)
{
    TL_ASSERT(EVP_DigestUpdate(m_context->handle, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::digest() const
{
    const Context copy(*m_context);
    std::array<unsigned char, 32> bytes {};
    unsigned size = 0;
    TL_ASSERT(EVP_DigestFinal_ex(copy.handle, bytes.data(), &size) == 1 && size == bytes.size());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string Sha256::hex() const
{
    return bytesToHex(digest());
}

std::string sha256Hex(std::string_view bytes)
{
    Sha256 hash;
    hash.update(bytes);
    return hash.hex();
}

} // namespace throughline::crypto
