using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Iris.Server.Settings;

namespace Iris.Server.Tests;

/// <summary>Makes <c>docs/configuration.md</c> from the options classes and their documentation.</summary>
internal static partial class ConfigurationReference
{
    private const string Heading = """
        # Settings

        Made from the options classes by `./build.sh docs`: edit their documentation, not this page.

        A setting stands on the command line (`--Iris:RateLimit:Burst=20`), in the environment (`Iris__RateLimit__Burst=20`) or in an
        `appsettings.json` beside the program (`{ "Iris": { "RateLimit": { "Burst": 20 } } }`); the first of these that has it counts. All are
        read once, when Iris starts. Anything wrong keeps it from starting, with a line for each error; so does a name under `Iris:` that is not
        on this page. A time is written `00:00:10` (hours, minutes, seconds; `10` alone would be ten days). Lists are separated by commas.

        Where Iris listens, its certificate and what is logged are settings of the framework: [api.md](api.md), [access.md](access.md),
        [operations.md](operations.md#logs).


        """;

    private static readonly Assembly Server = Assembly.Load("Iris.Server");

    /// <summary>Every class that says which section of the configuration it is for, by the section's name.</summary>
    public static IReadOnlyList<SettingSection> Sections { get; } =
    [
        .. from type in Server.GetTypes()
           let name = type.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           where name is { IsLiteral: true }
           let path = (string)name.GetRawConstantValue()!
           orderby path
           select new SettingSection(path, type, static (_, _) => []),
    ];

    public static string Make()
    {
        Dictionary<string, XElement> documentation = XDocument.Load(Path.ChangeExtension(Server.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);
        return Heading.ReplaceLineEndings("\n") + string.Join("\n", Sections.Select(section => Make(section, documentation)));
    }

    private static string Make(SettingSection section, Dictionary<string, XElement> documentation)
    {
        string about = Text(documentation[$"T:{section.Options.FullName}"].Element("summary")!)
            .Replace($" Configuration section `{section.Path}`.", "", StringComparison.Ordinal);
        IEnumerable<string> rows = Setting.Of(section.Path, section.Options).Select(setting =>
        {
            PropertyInfo property = setting.Property;
            Assert.True(
                documentation.TryGetValue($"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}", out XElement? member),
                $"{setting.Path} needs a documentation comment.");
            string meaning = PlainDefault().Replace(Text(member.Element("summary")!), "").Trim();
            string value = member.Element("value") is { } said ? Text(said) : Default(property);
            return $"| `{setting.Path}` | {value} | {Setting.Describe(property)} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n";
        });
        return $"## `{section.Path}`\n\n{about}\n\n| setting | default | value | meaning |\n|---|---|---|---|\n{string.Concat(rows)}";
    }

    private static string Default(PropertyInfo property)
    {
        object? value = property.GetValue(Activator.CreateInstance(property.DeclaringType!));
        return value switch
        {
            null or "" or System.Collections.ICollection => "",
            bool isSo => isSo ? "`true`" : "`false`",
            TimeSpan time => $"`{time.ToString("c", CultureInfo.InvariantCulture)}`",
            int number => Number(number),
            long number => Number(number),
            _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
        };
    }

    private static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"`{number}`") + number switch
    {
        0 => "",
        _ when number % (1024 * 1024 * 1024) == 0 => $" ({number >> 30} GiB)",
        _ when number % (1024 * 1024) == 0 => $" ({number >> 20} MiB)",
        _ => "",
    };

    // A documentation comment in Markdown.
    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(static node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1] ?? see.Attribute("langword")!.Value}`",
        XElement other => Text(other),
        _ => "",
    })), " ").Trim();

    // The column beside says it.
    [GeneratedRegex(@"\bDefault (none|true|false|`[^`]*`|[0-9][0-9,.]*( (bytes|[KMG]iB|seconds?|minutes?))?)\.( |$)")]
    private static partial Regex PlainDefault();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
