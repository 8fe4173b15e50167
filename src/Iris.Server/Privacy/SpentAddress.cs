using System.Net;
using System.Runtime.CompilerServices;

namespace Iris.Server.Privacy;

/// <summary>
/// The framework's object for the address of a client that has gone. It dies with its connection, and what is dead is not always overwritten:
/// in front of an object that cannot be moved the collector may leave a gap that no block of zeros gets into. The runtime has no call to
/// overwrite it: hence its fields, whose absence is an error when the server starts.
/// </summary>
internal static class SpentAddress
{
    /// <summary>Overwrites an address that nobody needs any more, unless it is one of those that the framework shares.</summary>
    public static void Erase(IPAddress address)
    {
        // IPAddress.Any and its like are of a class of their own.
        if (address.GetType() != typeof(IPAddress))
        {
            return;
        }

        AddressOrScope(address) = 0;
        HashCode(address) = 0;
        Text(address) = null;
        Numbers(address)?.AsSpan().Clear();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_addressOrScopeId")]
    private static extern ref uint AddressOrScope(IPAddress address);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_hashCode")]
    private static extern ref int HashCode(IPAddress address);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_toString")]
    private static extern ref string? Text(IPAddress address);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_numbers")]
    private static extern ref ushort[]? Numbers(IPAddress address);
}
