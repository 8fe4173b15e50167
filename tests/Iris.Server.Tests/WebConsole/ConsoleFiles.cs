using System.Text.RegularExpressions;
using Iris.Server.WebConsole;

namespace Iris.Server.Tests.WebConsole;

/// <summary>The files of the console as the repository has them.</summary>
internal static partial class ConsoleFiles
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Folder, "src", "Iris.Server", "WebConsole", "Page");

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    /// <summary>The page.</summary>
    public static string Page => Read("index.html");

    /// <summary>The scripts, but for the texts.</summary>
    public static IReadOnlyDictionary<string, string> Scripts { get; } = Names
        .Where(name => name.EndsWith(".js", StringComparison.Ordinal) && name != "texts.js").ToDictionary(name => name, Read);

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>Where a file is on a server.</summary>
    public static string PathOf(string name) => name == "index.html" ? WebConsoleServices.PagePath : WebConsoleServices.FilePrefix + name;

    /// <summary>The files that a file loads.</summary>
    public static IEnumerable<string> LoadedBy(string name) => Loaded().Matches(Read(name)).Select(match => match.Groups[1].Value);

    [GeneratedRegex("""(?:src="console/|href="console/|from "\./|\burl\()([^"')]+)""")]
    private static partial Regex Loaded();
}
