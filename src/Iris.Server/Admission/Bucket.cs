using System.Net;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>
/// What requests are counted against: an allowance, and whose it is. A class: a table that drops it keeps no copy in the place that it had.
/// </summary>
/// <param name="Owner">The kind of owner, and an API key's name.</param>
/// <param name="Slot">Which of the slots of that kind, where it has slots.</param>
/// <param name="PerSecond">Requests a second in the long run.</param>
/// <param name="Burst">Requests at once after a pause.</param>
internal sealed record Bucket(string Owner, int Slot, int PerSecond, int Burst);

/// <summary>
/// Says which bucket is whose. There are never more for addresses, nor for clients, than <see cref="Slots"/>, however many ask, so that the
/// table cannot be filled up; two may share one. Thread-safe.
/// </summary>
internal sealed class Buckets(ClientKey clientKey, IOptions<RateLimitOptions> options)
{
    /// <summary>
    /// How many buckets there are at most. A client shares its own with one of n others with a chance of 1 − (1 − 1 / slots)^n: 0.6 % for 100.
    /// </summary>
    public const int Slots = 16_384;

    private const string Address = "address";
    private const string Client = "client";
    private const string Key = "key ";

    /// <summary>That of whoever is known by an address alone.</summary>
    public Bucket Of(IPAddress? address) => InSlot(Address, clientKey.Of(address));

    /// <summary>That of whoever is known by the subject of a token or by a certificate.</summary>
    /// <param name="subject">What tells it from others.</param>
    public Bucket Of(ReadOnlySpan<byte> subject) => InSlot(Client, clientKey.Of(subject));

    /// <summary>That of an API key.</summary>
    /// <param name="id">The key's name in its file.</param>
    /// <param name="perSecond">Its own limit; null for that of an address.</param>
    /// <param name="burst">The same.</param>
    public Bucket Of(string id, int? perSecond, int? burst) =>
        new(Key + id, 0, perSecond ?? options.Value.PerSecond, burst ?? options.Value.Burst);

    private Bucket InSlot(string owner, ClientHash hash) =>
        new(owner, hash.SlotOf(Slots), options.Value.PerSecond, options.Value.Burst);
}
