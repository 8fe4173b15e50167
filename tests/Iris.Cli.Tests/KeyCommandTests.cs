using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Iris.Cli.Tests;

public sealed class KeyCommandTests
{
    [Theory]
    [InlineData("reception", "key", "new", "--id", "reception")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234", "key", "new", "--id", "1234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData(null, "key", "new")]
    public async Task A_new_key_is_printed_with_a_file_that_has_its_hash(string? id, params string[] args)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync(args);

        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        string key = output.Split('\n')[0].Trim();
        Assert.Matches("^iris_[A-Za-z0-9_-]{43}$", key);
        JsonNode entry = Assert.Single(JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..])!["Keys"]!.AsArray())!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key))), (string?)entry["Hash"]);
        Assert.Matches(id ?? "^key-[0-9a-f]{8}$", (string?)entry["Id"]);
        Assert.Equal(2, output.Split(key).Length);
    }
}
