using Iris.Cli.Verification;

namespace Iris.Cli.Tests;

public sealed class CanarySetTests
{
    private static readonly byte[] Canary = [.. Enumerable.Range(1, 24).Select(number => (byte)number)];

    [Fact]
    public void A_canary_is_found_wherever_it_lies()
    {
        byte[] memory = new byte[3 * 4096];
        for (int at = 0; at <= memory.Length - Canary.Length; at += 7)
        {
            Array.Clear(memory);
            Canary.CopyTo(memory, at);

            Assert.Equal([("canary", at)], Find(memory));
        }
    }

    [Fact]
    public void All_but_a_byte_of_it_is_not_it()
    {
        byte[] memory = new byte[4096];
        Canary.CopyTo(memory, 100);
        memory[100] ^= 1;

        Assert.Empty(Find(memory));
    }

    [Fact]
    public void What_ends_in_what_was_seen_before_is_not_found_again_and_what_crosses_its_end_is()
    {
        byte[] memory = new byte[4096];
        Canary.CopyTo(memory, 100);

        Assert.Empty(Find(memory, alreadySeen: 124));
        Assert.Equal([("canary", 100)], Find(memory, alreadySeen: 123));
    }

    [Fact]
    public void What_is_too_short_to_tell_from_chance_is_refused() =>
        Assert.Throws<ArgumentException>(() => new CanarySet(new Dictionary<string, byte[]> { ["short"] = [1, 2, 3] }));

    private static List<(string, int)> Find(byte[] memory, int alreadySeen = 0)
    {
        var found = new List<(string, int)>();
        new CanarySet(new Dictionary<string, byte[]> { ["canary"] = Canary }).Find(memory, alreadySeen, (name, index) => found.Add((name, index)));
        return found;
    }
}
