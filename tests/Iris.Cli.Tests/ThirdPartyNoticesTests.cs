using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Iris.Cli.Tests;

/// <summary>What is handed out with Iris is named with its licence.</summary>
public sealed partial class ThirdPartyNoticesTests
{
    // Analyses while it is built, and goes nowhere.
    private const string Analyzer = "Microsoft.CodeAnalysis.BannedApiAnalyzers";

    [Fact]
    public void Every_package_is_named_that_a_program_is_handed_out_with_and_no_other()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Folder, "THIRD-PARTY-NOTICES.txt"));
        string[] named = [.. PackageLines().Matches(text).SelectMany(line => Names().Matches(line.Value)).Select(name => name.Value).Order(StringComparer.Ordinal)];

        Assert.Equal(PackagesOf("Iris.Cli").Union(PackagesOf("Iris.Server")).Order(StringComparer.Ordinal), named);
    }

    private static IEnumerable<string> PackagesOf(string project)
    {
        string file = Path.Combine(RepositoryRoot.Folder, "src", project, "packages.lock.json");
        return from platform in JsonNode.Parse(File.ReadAllBytes(file))!["dependencies"]!.AsObject()
               from package in platform.Value!.AsObject()
               where (string)package.Value!["type"]! != "Project" && package.Key != Analyzer
               select package.Key;
    }

    // Two spaces in front; copyrights have six.
    [GeneratedRegex("^  [A-Z].*", RegexOptions.Multiline)]
    private static partial Regex PackageLines();

    [GeneratedRegex(@"[A-Z]\w+(\.\w+)+|\w+(?=,)")]
    private static partial Regex Names();
}
