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

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <summary>The key of an address; 0 when there is none, as for a Unix socket.</summary>
    public UInt128 Of(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        // IPv4 and the same address mapped into IPv6 are one client.
        Span<byte> bytes = stackalloc byte[AddressBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            bytes[NetworkBytes..].Clear();
        }

        HMACSHA256.HashData(_key, bytes, hash);
        CryptographicOperations.ZeroMemory(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
