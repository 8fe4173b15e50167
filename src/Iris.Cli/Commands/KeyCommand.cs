using System.CommandLine;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Iris.Server.Access;

namespace Iris.Cli.Commands;

/// <summary><c>iris key</c>.</summary>
internal static partial class KeyCommand
{
    private const string Details = """
        Examples:
          iris key new                   a key with a name of its own
          iris key new --id reception    a key for the reception

        Exit codes: 0 done, 2 wrong usage, 4 a bug of iris.
        """;

    private static readonly Option<string?> Id = new("--id")
    {
        Description = "What the key is called in the server's file: letters, digits, points, hyphens and underscores, 64 at most.",
        HelpName = "NAME",
        Validators =
        {
            static result =>
            {
                if (!Name().IsMatch(result.Tokens is [{ } token] ? token.Value : ""))
                {
                    result.AddError("--id takes a name of letters, digits, points, hyphens and underscores, 64 at most.");
                }
            },
        },
    };

    public static Command Create()
    {
        var create = new Verb(
            "new",
            "Makes an API key and prints it, and what the server has to know of it: a hash. Neither is kept anywhere. docs/access.md says how the server is told.",
            Details)
        {
            Id,
        };
        create.SetAction(static options => PrintAsync(options.GetValue(Id) ?? $"key-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"));
        return new Verb("key", "Makes API keys.", Details) { create };
    }

    private static async Task<int> PrintAsync(string id)
    {
        string key = ApiKeyText.Create();
        await Console.Out.WriteLineAsync(
            $$"""
            {{key}}

            The client sends it as {{ApiKeyText.Header}}. It is shown this once. The file that {{AccessOptions.Section}}:{{nameof(AccessOptions.KeyFile)}} names has its hash, in a list
            of all keys:

            {
              "Keys": [
                { "Id": "{{id}}", "Hash": "{{ApiKeyText.HashOf(key)}}" }
              ]
            }
            """);
        return ExitCode.Success;
    }

    [GeneratedRegex($"^(?:{KeyEntry.IdPattern})\\z")]
    private static partial Regex Name();
}
