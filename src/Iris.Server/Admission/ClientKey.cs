using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Iris.Server.Admission;

/// <summary>
/// Tells clients apart without keeping their addresses: a hash of the address under a key that is random in every process. Thread-safe.
/// </summary>
internal sealed class ClientKey
{
    private const int AddressBytes = 16;

    // A client with IPv6 has a network of 64 bits to itself, and as many addresses as it likes.
    private const int NetworkBytes = 8;

    // RFC 4291, 2.5.5.2: what stands before an IPv4 address that is mapped into IPv6.
    private static ReadOnlySpan<byte> Ipv4Mapped => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    private readonly byte[] _key;

    /// <summary>Draws a key.</summary>
    public ClientKey()
        : this(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes))
    {
    }

    /// <summary>Takes a key: for tests, in which no two clients may share a slot by chance.</summary>
    /// <param name="key">The key.</param>
    internal ClientKey(byte[] key) => _key = key;

    /// <summary>The hash of an address; one for all clients without, as those of a Unix socket.</summary>
    public ClientHash Of(IPAddress? address)
    {
        if (address is null)
        {
            return new(0);
        }

        // IPv4 and the same address mapped into IPv6 are one client.
        Span<byte> bytes = stackalloc byte[AddressBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            Ipv4Mapped.CopyTo(bytes);
            address.TryWriteBytes(bytes[Ipv4Mapped.Length..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
            if (!address.IsIPv4MappedToIPv6)
            {
                bytes[NetworkBytes..].Clear();
            }
        }

        HMACSHA256.HashData(_key, bytes, hash);
        CryptographicOperations.ZeroMemory(bytes);
        return new(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }

    /// <summary>The hash of what credentials say of a client.</summary>
    public ClientHash Of(ReadOnlySpan<byte> subject)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, subject, hash);
        return new(BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }
}

/// <summary>What stands for a client. A class: a table that drops it keeps no copy in the place that it had.</summary>
/// <param name="Hash">The hash of its address, or of what its credentials say.</param>
internal sealed record ClientHash(UInt128 Hash)
{
    /// <summary>
    /// Which of so many slots the client has, from 0, perhaps together with others. Nobody can tell beforehand whose slot is whose.
    /// </summary>
    public int SlotOf(int slots) => (int)(Hash % (UInt128)slots);
}
